const sns = require('aws-cdk-lib/aws-sns');

new sns.Topic(scope, 'First');
