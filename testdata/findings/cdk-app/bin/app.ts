import { App, Stage } from 'aws-cdk-lib';
import { MessagesStack } from '../lib/messages-stack';
import { TrailBucketStack } from '../lib/trail-bucket-stack';
import { VendorRoleStack } from '../lib/vendor-role-stack';

const app = new App();
const trail = new TrailBucketStack(app, 'TrailBucket');
new MessagesStack(app, 'Messages', trail.logs);
new VendorRoleStack(app, 'VendorRole', { env: { account: '111122223333', region: 'eu-west-1' } });
if (process.env.STAGE) {
  const stage = new Stage(app, 'Prod', { env: { account: '111122223333', region: 'eu-west-1' } });
  new TrailBucketStack(stage, 'TrailBucket');
}
app.synth();
