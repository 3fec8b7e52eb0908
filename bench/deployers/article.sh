#!/usr/bin/env bash
# The last step of the article's pipeline, written afresh from its description: find the newest task definition, replace
# the image of every container, register that, point the service at it, and call that success.
# Usage: article.sh CLUSTER SERVICE IMAGE; the family is named after the service.
set -euo pipefail
cluster=$1 service=$2 image=$3

newest=$(aws ecs list-task-definitions --family-prefix "$service" --sort DESC \
  --query 'taskDefinitionArns[0]' --output text)
containers=$(aws ecs describe-task-definition --task-definition "$newest" \
  --query 'taskDefinition.containerDefinitions' --output json)
containers=$(sed -E "s|(\"image\": )\"[^\"]*\"|\1\"$image\"|" <<<"$containers")
registered=$(aws ecs register-task-definition --family "$service" --container-definitions "$containers" \
  --query 'taskDefinition.taskDefinitionArn' --output text)
aws ecs update-service --cluster "$cluster" --service "$service" --task-definition "$registered" >/dev/null
echo "deployed $registered"
