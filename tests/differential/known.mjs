// Known differences between `deputylint simulate` and @cloud-copilot/iam-simulate 0.1.173, each with what decides it: AWS's sentence, or that AWS says nothing.
// `fits` says for a request and both answers whether the difference is of this kind.

const action = (vector, pattern) => pattern.test(vector.request.action)
const is = (vector, ...types) => types.includes(vector.request.principal.type)
const has = (vector, ...kinds) => vector.policies.some((policy) => kinds.includes(policy.kind))
const statements = (vector) => vector.policies.flatMap((policy) => policy.document.Statement.map((statement) => ({ ...statement, kind: policy.kind, version: policy.document.Version })))
const conditions = (vector) => statements(vector).flatMap((statement) =>
  Object.entries(statement.Condition ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => ({ statement, operator, key, values: [values].flat(), given: vector.request.context[key] }))))
const variable = /\$\{[^}*?$]/
const unresolved = (vector, text) => [...String(text).matchAll(/\$\{([^},]+)(,[^}]*)?\}/g)].some(([, key, fallback]) => {
  const given = vector.request.context[key.trim()]
  return key.trim() === 'aws:TagKeys' || (given === undefined && fallback === undefined)
})

export const known = [
  {
    id: 'root',
    aws: 'IAM user guide, AWS account root user: "complete access to all AWS services and resources in the account"; the simulator has no root user.',
    fits: (vector, ours, theirs) => is(vector, 'root') && ours === 'allowed' && theirs === 'implicit_deny',
  },
  {
    id: 'root-assumes-no-role',
    aws: 'STS API reference, AssumeRole: "You cannot use AWS account root user credentials to call AssumeRole."',
    fits: (vector, ours, theirs) => is(vector, 'root') && action(vector, /^sts:AssumeRole$/) && theirs === 'allowed',
  },
  {
    id: 'federated-user-and-sts',
    aws: 'IAM user guide, Compare AWS STS credentials, GetFederationToken: "Cannot call AWS STS operations except GetCallerIdentity."',
    fits: (vector, ours, theirs) => is(vector, 'federated_user') && action(vector, /^sts:AssumeRole$/) && ours === 'implicit_deny' && theirs === 'allowed',
  },
  {
    id: 'caller-identity',
    aws: 'IAM user guide, Compare AWS STS credentials: "No permissions are required to perform this operation. If an administrator adds a policy … that explicitly denies access to the sts:GetCallerIdentity action, you can still perform this operation."',
    fits: (vector, ours) => action(vector, /^sts:GetCallerIdentity$/) && ours === 'allowed',
  },
  {
    id: 'pass-role-and-trust',
    aws: 'IAM user guide, Roles terms: a trust policy defines "the principals that you trust to assume the role"; iam:PassRole is allowed by the permissions of who passes the role.',
    fits: (vector) => action(vector, /^iam:/) && has(vector, 'trust'),
  },
  {
    id: 'role-without-trust',
    aws: 'IAM user guide, evaluation logic: "an IAM role trust policy … must explicitly allow" who assumes the role; an identity policy alone never suffices.',
    fits: (vector, ours, theirs) => action(vector, /^sts:AssumeRole$/) && ours === 'implicit_deny' && theirs === 'allowed',
  },
  {
    id: 'rcp-of-services-without',
    aws: 'Organizations user guide, RCPs: only the resources of the services on its list are affected; SNS and IAM are not on it. The simulator applies RCPs to every service.',
    fits: (vector) => has(vector, 'rcp') && action(vector, /^(sns|iam):/),
  },
  {
    id: 'scp-without-allow',
    aws: 'Open: whether an SCP that does not allow denies implicitly or explicitly. The evaluation page calls it an implicit deny, so do we; an explicit deny of another policy is reported as such.',
    fits: (vector, ours, theirs) => has(vector, 'scp') && ours !== 'allowed' && theirs !== 'allowed' && ours !== 'unknown',
  },
  {
    id: 'scp-and-services',
    aws: 'Organizations user guide, SCPs: SCPs "affect only IAM users and roles"; they do not affect service principals.',
    fits: (vector) => has(vector, 'scp') && is(vector, 'service', 'anonymous'),
  },
  {
    id: 'version-2008',
    aws: 'IAM user guide, Version: policy variables are only in 2012-10-17; in an earlier version "variables such as ${aws:username} are treated as literal strings".',
    fits: (vector) => statements(vector).some((statement) => statement.version !== '2012-10-17' && variable.test(JSON.stringify(statement))),
  },
  {
    id: 'negated-and-no-value',
    aws: 'IAM user guide, policy variables with no value: "Inverted condition operators like StringNotEquals or StringNotLike do match against a null value".',
    fits: (vector) => conditions(vector).some(({ operator, values }) => /Not/.test(operator) && values.some((value) => unresolved(vector, value))),
  },
  {
    id: 'list-as-variable',
    aws: 'IAM user guide, policy variables: only single-valued keys are put in; calls showed that the default is not taken either. The simulator takes the default.',
    fits: (vector) => conditions(vector).some(({ values }) => values.some((value) => /\$\{aws:TagKeys/.test(value))),
  },
  {
    id: 'session-policy-and-direct-grants',
    aws: 'IAM user guide, evaluation logic: permissions granted by a resource-based policy to the ARN of the session, or of the federated user, are not limited by a session policy or a boundary.',
    fits: (vector, ours, theirs) => has(vector, 'session', 'boundary') && has(vector, 'resource', 'trust') && ours === 'allowed' && theirs === 'implicit_deny',
  },
  {
    id: 'whole-ipv4',
    aws: 'RFC 4632: 0.0.0.0/0 is every IPv4 address. The simulator shifts by 32 bits, which is a shift by none.',
    fits: (vector) => conditions(vector).some(({ values }) => values.includes('0.0.0.0/0')),
  },
  {
    id: 'malformed-arn',
    aws: 'Open: an operand of an ARN operator with fewer than six components. Calls showed no match in an Allow and a match in a Deny.',
    fits: (vector) => conditions(vector).some(({ operator, values }) => /Arn/.test(operator) && values.some((value) => value.split(':').length < 6)),
  },
  {
    id: 'any-value-if-exists',
    aws: 'Open: ForAnyValue with IfExists for a key that is missing. We answer unknown.',
    fits: (vector, ours) => ours === 'unknown' && conditions(vector).some(({ operator, given }) => /^ForAnyValue.*IfExists$/.test(operator) && given === undefined),
  },
  {
    id: 'other-family-and-a-single-address',
    aws: 'IAM user guide, IP address operators: NotIpAddress matches "all IP addresses except the specified IP address or range". The simulator lets an IPv6 address fail against a single IPv4 address even then.',
    fits: (vector) => conditions(vector).some(({ operator, values, given }) => /NotIpAddress/.test(operator) && values.some((value) => !value.includes('/')) && given?.[0]?.includes(':')),
  },
  {
    id: 'incomplete-arn-in-not-resource',
    aws: 'IAM user guide, Resource: an incomplete ARN in an identity-based policy is completed with wildcards, so that NotResource arn:aws:sqs is about everything but SQS. The simulator does not turn a completed ARN round.',
    fits: (vector) => statements(vector).some((statement) => [statement.NotResource ?? '*'].flat().some((arn) => arn !== '*' && arn.split(':').length < 6)),
  },
  {
    id: 'variable-of-the-whole-name-in-not-resource',
    aws: 'Open: NotResource with a variable that has no value ("will not match any resource" is said of Resource and NotResource). We, and the simulator elsewhere, let the statement do nothing; here the simulator splits the name at the colon inside the variable.',
    fits: (vector) => statements(vector).some((statement) => /:\$\{aws:[^}]*\}$/.test(statement.NotResource ?? '') && unresolved(vector, statement.NotResource)),
  },
]
