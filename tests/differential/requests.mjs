// Random requests in the form of `deputylint simulate --jsonl`. The same seed gives the same requests.

/** SplitMix-like generator on 32 bits. */
export class Random {
  constructor(seed) { this.state = seed >>> 0 }
  next() {
    this.state = (this.state + 0x9e3779b9) >>> 0
    let z = this.state
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b) >>> 0
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35) >>> 0
    return (z ^ (z >>> 16)) >>> 0
  }
  below(end) { return this.next() % end }
  chance(percent) { return this.below(100) < percent }
  pick(list) { return list[this.below(list.length)] }
}

const OWNER = '111122223333'
const STRANGER = '444455556666'

const TARGETS = [
  { action: 's3:GetObject', resource: 'arn:aws:s3:::data/teams/red/k', resources: ['*', 'arn:aws:s3:::data/*', 'arn:aws:s3:::data/teams/*', 'arn:aws:s3:::data/teams/${aws:PrincipalTag/Team}/*', 'arn:aws:s3:::data/teams/re?/k', 'arn:aws:s3:::other/*', 'arn:aws:s3', 'arn:aws:s3:*', 'arn:aws:sqs'] },
  { action: 's3:GetBucketAcl', resource: 'arn:aws:s3:::data', resources: ['*', 'arn:aws:s3:::data', 'arn:aws:s3:::data*', 'arn:aws:s3:::other'] },
  { action: 'sqs:SendMessage', resource: 'arn:aws:sqs:us-east-1:111122223333:jobs', resources: ['*', 'arn:aws:sqs:*:111122223333:*', 'arn:aws:sqs:us-east-1:111122223333', 'arn:aws:sqs:us-east-1:111122223333:jobs', 'arn:aws:sqs:us-east-1:*:${aws:username}'] },
  { action: 'sns:Publish', resource: 'arn:aws:sns:eu-west-1:111122223333:alerts', resources: ['*', 'arn:aws:sns:*:*:alerts', 'arn:aws:sns:eu-west-1:111122223333:other'] },
  { action: 'kms:Decrypt', resource: 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab', resources: ['*', 'arn:aws:kms:*:111122223333:key/*'] },
  { action: 'sts:AssumeRole', resource: 'arn:aws:iam::111122223333:role/app/etl', trust: true, resources: ['*', 'arn:aws:iam::111122223333:role/app/*', 'arn:aws:iam::111122223333:role/other'] },
  { action: 'iam:PassRole', resource: 'arn:aws:iam::111122223333:role/app/etl', trust: true, resources: ['*', 'arn:aws:iam::111122223333:role/app/*'] },
  { action: 'sts:GetCallerIdentity', resource: '*', resources: ['*'] },
]

const ACTIONS = (action) => {
  const [service, name] = action.split(':')
  return ['*', '*', action, `${service}:*`, `${service}:${name.slice(0, 3)}*`, `${service.toUpperCase()}:${name.toLowerCase()}`, `${service}:Other`]
}

const PRINCIPALS = [
  '*', { AWS: '*' }, { AWS: OWNER }, { AWS: STRANGER }, { AWS: 'arn:aws:iam::111122223333:root' },
  { AWS: 'arn:aws:iam::111122223333:user/alice' }, { AWS: 'arn:aws:iam::444455556666:user/alice' }, { AWS: 'arn:aws:iam::111122223333:role/app/etl' },
  { AWS: 'arn:aws:sts::111122223333:assumed-role/etl/run1' }, { AWS: 'arn:aws:sts::111122223333:federated-user/fed' }, { Service: 'sns.amazonaws.com' },
  { Service: ['lambda.amazonaws.com', 'events.amazonaws.com'] },
]

const LISTED = [
  { AWS: ['111122223333', 'arn:aws:iam::111122223333:user/alice'] }, { AWS: OWNER }, { AWS: ['444455556666', 'arn:aws:iam::444455556666:user/alice'] },
]

/** Keys with values of requests, operators, and operands of policies. */
const KEYS = [
  ['aws:PrincipalTag/Team', ['red', 'Red', '*', 'r?d'], ['StringEquals', 'StringLike', 'StringEqualsIgnoreCase'], ['red', 'r*', '${aws:PrincipalTag/Team}', "${aws:TagKeys, 'red'}", '${aws:username}', "${aws:PrincipalTag/None, 'red'}", '${aws:PrincipalTag/None}']],
  ['aws:UserAgent', ['aws-cli/2', 'sdk'], ['StringEquals', 'StringLike'], ['aws-cli*', 'sdk', 'aws-${aws:PrincipalTag/Team}', '*']],
  ['aws:SourceIp', ['203.0.113.7', '10.0.0.5', '2001:db8::7'], ['IpAddress'], ['203.0.113.0/24', '203.0.113.7', '10.0.0.0/8', '2001:db8::/32', '0.0.0.0/0']],
  ['aws:SourceArn', ['arn:aws:sns:us-east-1:111122223333:topic', 'arn:aws:sns:us-east-1:444455556666:topic'], ['ArnLike', 'ArnEquals', 'StringLike', 'StringEquals'], ['arn:aws:sns:*:111122223333:*', 'arn:aws:sns:us-east-1:444455556666:topic', '*:111122223333:*', 'arn:aws:sns:*:*:t*', 'arn:aws:sns']],
  ['aws:SourceAccount', [OWNER, STRANGER], ['StringEquals', 'StringLike'], [OWNER, '1111*', '${aws:ResourceAccount}']],
  ['aws:SecureTransport', ['true', 'false'], ['Bool'], ['true', 'false']],
  ['aws:MultiFactorAuthAge', ['10', '3600', '11'], ['NumericLessThan', 'NumericEquals', 'NumericGreaterThanEquals'], ['10', '3600', '10.0']],
  ['aws:CurrentTime', ['2026-03-01T12:00:00Z', '2025-01-01T00:00:00Z'], ['DateLessThan', 'DateGreaterThanEquals', 'DateEquals'], ['2026-03-01T12:00:00Z', '2025-06-30', '2026-01-01T00:00:00+01:00']],
  ['aws:TagKeys', [['a', 'b'], ['a'], ['secret'], ['a', 'secret']], ['StringEquals', 'StringLike'], ['a', 'secret', '*', 'b'], true],
  ['aws:PrincipalOrgPaths', [['o-exampleorg1/r-ab12/ou-ab12-logs/']], ['StringEquals', 'StringLike'], ['o-exampleorg1/*', '*/ou-ab12-logs/*', 'o-other/*'], true],
  ['aws:ResourceTag/Team', ['red', 'blue'], ['StringEquals', 'StringLike'], ['red', '${aws:PrincipalTag/Team}', 'b*']],
]

function caller(random, target) {
  const account = random.chance(65) ? OWNER : STRANGER
  const kinds = ['user', 'user', 'user', 'role_session', 'role_session', 'role_session', 'federated_user', 'root']
  if (target.action !== 'sts:GetCallerIdentity' && target.action !== 'iam:PassRole') kinds.push('service', 'service')
  if (!target.trust && target.action !== 'sts:GetCallerIdentity') kinds.push('anonymous')
  switch (random.pick(kinds)) {
    case 'user': return { type: 'user', arn: `arn:aws:iam::${account}:user/alice`, account }
    case 'role_session': return { type: 'role_session', arn: `arn:aws:sts::${account}:assumed-role/etl/run1`, role_arn: `arn:aws:iam::${account}:role/app/etl`, account }
    case 'federated_user': return { type: 'federated_user', arn: `arn:aws:sts::${account}:federated-user/fed`, user_arn: `arn:aws:iam::${account}:user/fed`, account }
    case 'root': return { type: 'root', arn: `arn:aws:iam::${account}:root`, account }
    case 'service': { const service = random.pick(['sns.amazonaws.com', 'lambda.amazonaws.com']); return { type: 'service', service, names: [service] } }
    default: return { type: 'anonymous' }
  }
}

function condition(random, block) {
  const [key, , operators, operands, list] = random.pick(KEYS)
  let operator = random.pick(operators)
  if (random.chance(35)) operator = operator.replace(/^(String|Arn)/, '$1Not').replace('IpAddress', 'NotIpAddress').replace(/^(Numeric|Date)Equals/, '$1NotEquals')
  if (random.chance(20)) operator += 'IfExists'
  if (random.chance(list ? 85 : 8) && (!operator.endsWith('IfExists') || random.chance(20))) operator = `${random.pick(['ForAllValues', 'ForAnyValue'])}:${operator}`
  let values = random.chance(25) ? [random.pick(operands), random.pick(operands)] : [random.pick(operands)]
  if (random.chance(6)) [operator, values] = ['Null', [random.pick(['true', 'false'])]]
  block[operator] ??= {}
  block[operator][key] ??= values.length === 1 ? values[0] : [...new Set(values)]
}

function statement(random, target, kind, effect, broad) {
  const result = { Effect: effect }
  if (kind === 'resource' || kind === 'trust') {
    if (random.chance(effect === 'Deny' ? 10 : 2)) result.NotPrincipal = random.pick(LISTED)
    else result.Principal = random.pick(PRINCIPALS)
  }
  if (kind === 'rcp' || kind === 'vpce') result.Principal = '*'
  const not = kind !== 'rcp' && !broad && random.chance(6)
  result[not ? 'NotAction' : 'Action'] = broad ? '*' : random.pick(ACTIONS(target.action))
  if (kind !== 'trust') {
    const short = (text) => text !== '*' && text.split(':').length < 6
    let resource = broad ? '*' : random.pick(target.resources)
    if (!['identity', 'boundary', 'session'].includes(kind) && short(resource)) resource = '*'
    const notResource = kind !== 'rcp' && !broad && resource !== '*' && random.chance(10)
    result[notResource ? 'NotResource' : 'Resource'] = resource
  }
  const count = broad && random.chance(70) ? 0 : random.pick([0, 1, 1, 2])
  const block = {}
  for (let at = 0; at < count; at++) condition(random, block)
  if (Object.keys(block).length > 0) result.Condition = block
  return result
}

function document(random, target, kind) {
  const statements = []
  if (kind !== 'rcp') statements.push(statement(random, target, kind, 'Allow', random.chance(55)))
  if (kind === 'rcp' || random.chance(30)) statements.push(statement(random, target, kind, 'Deny', false))
  if (kind !== 'rcp' && random.chance(25)) statements.push(statement(random, target, kind, 'Allow', false))
  return { Version: random.chance(95) ? '2012-10-17' : '2008-10-17', Statement: statements }
}

/** One line. */
export function line(random, id) {
  const target = random.pick(TARGETS)
  const principal = caller(random, target)
  const iam = principal.account !== undefined
  const context = {}
  if (iam) {
    context['aws:PrincipalArn'] = [principal.role_arn ?? principal.arn]
    context['aws:PrincipalAccount'] = [principal.account]
    context['aws:PrincipalIsAWSService'] = ['false']
    if (principal.type === 'user') context['aws:username'] = ['alice']
  }
  context['aws:ResourceAccount'] = [OWNER]
  for (const [key, values] of KEYS) {
    if (random.chance(50)) continue
    const value = random.pick(values)
    context[key] = Array.isArray(value) ? value : [value]
  }
  const policies = []
  const add = (kind, level) => policies.push({ kind, ...(level ? { level } : {}), document: document(random, target, kind) })
  if (iam && principal.type !== 'root') for (let at = random.pick([0, 1, 1, 1, 2]); at > 0; at--) add('identity')
  if (random.chance(65) && target.resource !== '*') add(target.trust ? 'trust' : 'resource')
  if (iam && principal.type !== 'root' && random.chance(30)) add('boundary')
  if (['role_session', 'federated_user'].includes(principal.type) && random.chance(25)) add('session')
  if (random.chance(12)) for (const level of ['root', 'account']) add('scp', level)
  if (random.chance(10)) add('rcp', 'root')
  const request = { principal, action: target.action, resource: target.resource, context, resource_account: OWNER }
  return { id, policies, request }
}
