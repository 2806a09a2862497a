import { NestedStack, Stack, StackProps } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { IBucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

class Alarms extends NestedStack {
  constructor(scope: Construct, id: string, source: IBucket) {
    super(scope, id);
    const topic = new Topic(this, 'Topic');
    topic.addToResourcePolicy(new PolicyStatement({
      principals: [new ServicePrincipal('s3.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
    }));
    const other = new Topic(this, 'Other');
    other.addToResourcePolicy(new PolicyStatement({
      principals: [new ServicePrincipal('s3.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [other.topicArn],
      conditions: { ArnLike: { 'aws:SourceArn': source.bucketArn }, StringEquals: { 'aws:SourceAccount': this.account } },
    }));
  }
}

export class MessagesStack extends Stack {
  constructor(scope: Construct, id: string, source: IBucket, props?: StackProps) {
    super(scope, id, props);
    new Alarms(this, 'Alarms', source);
  }
}
