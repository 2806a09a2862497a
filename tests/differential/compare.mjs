// Compares `deputylint simulate` with @cloud-copilot/iam-simulate on random requests. Usage: node compare.mjs <deputylint> <requests> [seed]
import { spawnSync } from 'node:child_process'
import { pathToFileURL } from 'node:url'
import { known } from './known.mjs'
import { line, Random } from './requests.mjs'

const root = `${process.cwd()}/node_modules/@cloud-copilot`
const load = (path) => import(pathToFileURL(`${root}/${path}`))
const { authorize } = await load('iam-simulate/dist/esm/core_engine/CoreSimulatorEngine.js')
const { AwsRequestImpl } = await load('iam-simulate/dist/esm/request/request.js')
const { RequestContextImpl } = await load('iam-simulate/dist/esm/requestContext.js')
const { DiscoveryContextKeyConstraints } = await load('iam-simulate/dist/esm/context_keys/discoveryContextKeyConstraints.js')
const { anonymousPrincipal } = await load('iam-simulate/dist/esm/simulation_engine/simulation.js')
const { loadPolicy } = await load('iam-policy/dist/esm/index.js')

const FULL_ACCESS = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }] }

const LISTS = new Set(['aws:TagKeys', 'aws:PrincipalOrgPaths'])

/** The simulator's answer in our words. */
function simulated(vector) {
  const { request, policies } = vector
  const named = (kind) => policies.filter((policy) => policy.kind === kind).map((policy, at) => loadPolicy(policy.document, { name: `${kind}${at}` }))
  const levels = (kind) => {
    const found = policies.filter((policy) => policy.kind === kind)
    return [...new Set(found.map((policy) => policy.level))].map((level) => ({
      orgIdentifier: level,
      policies: found.filter((policy) => policy.level === level).map((policy, at) => loadPolicy(policy.document, { name: `${kind}${at}` })),
    }))
  }
  const variables = Object.fromEntries(Object.entries(request.context).map(([key, values]) => [key, LISTS.has(key) ? values : values[0]]))
  const principal = request.principal.type === 'anonymous' ? anonymousPrincipal : (request.principal.arn ?? request.principal.service)
  const of = (...kinds) => policies.find((policy) => kinds.includes(policy.kind))
  const resourcePolicy = of('resource', 'trust')
  const boundaries = named('boundary')
  const analysis = authorize({
    request: new AwsRequestImpl(principal, { resource: request.resource, accountId: request.resource_account }, request.action, new RequestContextImpl(variables)),
    sessionPolicy: named('session')[0],
    identityPolicies: named('identity'),
    serviceControlPolicies: levels('scp'),
    // RCPFullAWSAccess is attached to every level and cannot be detached.
    resourceControlPolicies: levels('rcp').map((level) => ({ ...level, policies: [...level.policies, loadPolicy(FULL_ACCESS, { name: 'RCPFullAWSAccess' })] })),
    resourcePolicy: resourcePolicy && loadPolicy(resourcePolicy.document, { name: 'resource' }),
    permissionBoundaries: boundaries.length > 0 ? boundaries : undefined,
    vpcEndpointPolicies: undefined,
    simulationParameters: { simulationMode: 'Strict', discoveryContextKeyConstraints: new DiscoveryContextKeyConstraints([]) },
    serviceSettings: { s3: { blockPublicAccess: false } },
  })
  return { Allowed: 'allowed', ExplicitlyDenied: 'explicit_deny', ImplicitlyDenied: 'implicit_deny' }[analysis.result] ?? analysis.result
}

/** Our answers. */
function ours(binary, vectors) {
  const input = vectors.map((vector) => JSON.stringify(vector)).join('\n')
  const run = spawnSync(binary, ['simulate', '--jsonl'], { input, maxBuffer: 1 << 30, encoding: 'utf8' })
  return run.stdout.trimEnd().split('\n').map((answer) => JSON.parse(answer).decision ?? 'error')
}

function theirs(vector) {
  try { return simulated(vector) } catch (error) { return `error: ${error.message}` }
}

const explanation = (vector, our, their) => known.find((entry) => entry.fits(vector, our, their))

/** The vector with one thing less, in every way. */
function smaller(vector) {
  const found = []
  const copy = () => structuredClone(vector)
  vector.policies.forEach((policy, at) => {
    const without = copy(); without.policies.splice(at, 1); found.push(without)
    policy.document.Statement.forEach((statement, of) => {
      if (policy.document.Statement.length > 1) { const less = copy(); less.policies[at].document.Statement.splice(of, 1); found.push(less) }
      for (const [operator, keys] of Object.entries(statement.Condition ?? {})) for (const key of Object.keys(keys)) {
        const less = copy(); delete less.policies[at].document.Statement[of].Condition[operator][key]; found.push(less)
      }
    })
  })
  for (const key of Object.keys(vector.request.context)) { const less = copy(); delete less.request.context[key]; found.push(less) }
  return found
}

/** A smaller vector with the same two answers that nothing explains. */
function smallest(binary, vector, our, their) {
  for (;;) {
    const candidates = smaller(vector)
    if (candidates.length === 0) return vector
    const answers = ours(binary, candidates)
    const next = candidates.find((candidate, at) => answers[at] === our && theirs(candidate) === their && !explanation(candidate, our, their))
    if (!next) return vector
    vector = next
  }
}

const [binary, count = '50000', seed = '1'] = process.argv.slice(2)
const random = new Random(Number(seed))
const tally = { same: 0, unexplained: 0 }
const shown = []
for (let from = 0; from < Number(count); from += 5000) {
  const vectors = Array.from({ length: Math.min(5000, Number(count) - from) }, (_, at) => line(random, `differential-${seed}-${from + at}`))
  ours(binary, vectors).forEach((our, at) => {
    const their = theirs(vectors[at])
    if (our === their) { tally.same += 1; return }
    const name = explanation(vectors[at], our, their)?.id ?? 'unexplained'
    tally[name] = (tally[name] ?? 0) + 1
    if (name === 'unexplained' && shown.length < 20) shown.push({ ours: our, theirs: their, ...smallest(binary, vectors[at], our, their) })
  })
}
for (const difference of shown) console.log(JSON.stringify(difference))
console.error(JSON.stringify(tally, null, 2))
process.exit(tally.unexplained > 0 ? 1 : 0)
