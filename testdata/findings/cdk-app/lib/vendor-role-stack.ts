import { Stack, StackProps } from 'aws-cdk-lib';
import { AccountPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

export class VendorRoleStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    new Role(this, 'Monitoring', { assumedBy: new AccountPrincipal('444455556666') });
    new Role(this, 'Backup', { assumedBy: new AccountPrincipal('111122223333') });
  }
}
