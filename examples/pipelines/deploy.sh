#!/bin/sh
# Deploys the image of a commit through Slipway's API and follows it to its end, with curl and jq alone: what
# `slipway deploy SERVICE --commit COMMIT --wait` does, for images without Python.
#
#   sh deploy.sh SERVICE [COMMIT]     COMMIT: $BITBUCKET_COMMIT unless given
#
# SLIPWAY_API            the API's address, such as https://abc123.execute-api.eu-west-1.amazonaws.com/api
# SLIPWAY_TOKEN          an operator's token; a step of a pipeline needs none: it has BITBUCKET_STEP_OIDC_TOKEN
# SLIPWAY_WAIT_SECONDS   how long the end is waited for (2700); 0: not at all
# SLIPWAY_PAUSE_SECONDS  between two looks (5); a request that failed is sent again after 1, 2, 4 and 8 times as long
#
# Exits with 0: succeeded or unchanged; 1: failed, timed out, refused or stopped; 2: called wrongly; 3: superseded;
# 4: held; 5: the API cannot be reached or refuses the request; 6: no end within the time to wait.
set -eu

usage() {
  echo "deploy.sh: $1" >&2
  exit 2
}

for needed in curl jq; do
  command -v "$needed" >/dev/null || usage "$needed is not installed; add it to the step's image"
done
[ $# -ge 1 ] && [ $# -le 2 ] || usage "usage: deploy.sh SERVICE [COMMIT]"
service=$1
commit=${2:-${BITBUCKET_COMMIT:-}}
api=${SLIPWAY_API:-}
api=${api%/}
token=${SLIPWAY_TOKEN:-${BITBUCKET_STEP_OIDC_TOKEN:-}}
wait_seconds=${SLIPWAY_WAIT_SECONDS:-2700}
pause=${SLIPWAY_PAUSE_SECONDS:-5}

case $service in '' | *[!a-z0-9-]*) usage "SERVICE is a service's name in the mapping: a-z, 0-9 and -" ;; esac
case $commit in '' | *[!0-9a-f]*) usage "COMMIT is a commit's hash; it was neither given nor in BITBUCKET_COMMIT" ;; esac
case $api in
  https://?* | http://127.0.0.1[:/]* | http://localhost[:/]*) ;;
  *) usage "SLIPWAY_API has to be the API's address, https://... (http:// would send the token for all to read)" ;;
esac
# Also because it goes into curl's configuration, where a quotation mark would end it.
case $token in
  '') usage "there is no token: give the step 'oidc: {audiences: [...]}', or set SLIPWAY_TOKEN" ;;
  *[!A-Za-z0-9._~+/=-]*) usage "the token has characters that no token has" ;;
esac
case $wait_seconds$pause in *[!0-9]*) usage "SLIPWAY_WAIT_SECONDS and SLIPWAY_PAUSE_SECONDS are whole numbers" ;; esac

answers=$(mktemp -d)
trap 'rm -rf "$answers"' EXIT
body=$answers/body
headers=$answers/headers

# send METHOD PATH [curl's options]: sets `status`, 000 when nothing came, and fills `body` and `headers`.
send() {
  method=$1 path=$2
  shift 2
  : >"$body"
  : >"$headers"
  # The token goes in by standard input: whoever lists processes sees their arguments.
  status=$(printf 'header = "Authorization: Bearer %s"\n' "$token" |
    curl --config - --silent --show-error --max-time 60 --request "$method" --output "$body" \
      --dump-header "$headers" --write-out '%{http_code}' "$@" "$api$path") || status=000
}

# Whether it may go better in a while: no answer, too many requests, or an error of the server's own.
passing() {
  case $status in 000 | 429 | 5??) return 0 ;; *) return 1 ;; esac
}

# Whether the answer is a deployment; a proxy's page is none, whatever its status. Nor is an empty body, for which some
# versions of `jq -e` end with 0, hence the array around it.
told() {
  case $status in 200 | 202) ;; *) return 1 ;; esac
  jq -es 'length == 1 and (.[0] | type == "object" and ([.id, .state] | all(type == "string")))' \
    "$body" >/dev/null 2>&1
}

# The seconds that the answer asks for, at most a minute, else $1.
patience() {
  asked=$(sed -n 's/^[Rr]etry-[Aa]fter: *\([0-9]\{1,4\}\).*/\1/p' "$headers" | tail -n 1)
  asked=${asked:-$1}
  [ "$asked" -le 60 ] || asked=60
  echo "$asked"
}

# What the answer says of itself, on one line, each mistake on one more.
detail() {
  said=$(jq -r '((.detail // .message // empty), (.errors[]? | "  \(.in) \(.name): \(.detail)"))
    | tostring | gsub("[[:cntrl:]]+"; " ")' "$body" 2>/dev/null) || said=
  echo "${said:-it says nothing more; is SLIPWAY_API really the address of Slipway?}"
}

goes_on=
not_served() {
  if [ "$status" = 000 ]; then
    echo "deploy.sh: $api cannot be reached" >&2
  else
    echo "deploy.sh: $api answers $status: $(detail)" >&2
  fi
  [ -z "$goes_on" ] || echo "deploy.sh: $goes_on" >&2
  exit 5
}

# of FILTER: out of the deployment, control characters out.
of() {
  jq -r "$1 | tostring | gsub(\"[[:cntrl:]]+\"; \" \")" "$body"
}

# An answer that was lost may have been a deployment: the same key leads to the same one, however often it is sent.
key=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
order=$(jq -cn --arg commit "$commit" '{commit: $commit}')
for times in 1 2 4 8 0; do
  send POST "/services/$service/deployments" --header "Idempotency-Key: $key" \
    --header 'Content-Type: application/json' --data "$order"
  if ! passing || [ "$times" = 0 ]; then break; fi
  again=$(patience $((pause * times)))
  echo "No deployment yet ($status); once more in $again s" >&2
  sleep "$again"
done
told || not_served

id=$(of .id)
echo "$id: $(of .image) to $service"
[ "$wait_seconds" != 0 ] || exit 0

last=
deadline=$(($(date +%s) + wait_seconds))
while :; do
  if told; then
    state=$(of .state)
    now="$state: $(of .reason)$(of 'if .tasks then " (\(.tasks.running) of \(.tasks.desired) tasks run)" else "" end')"
    [ "$now" = "$last" ] || echo "$now"
    last=$now
    case $state in
      succeeded | unchanged) exit 0 ;;
      failed | timed_out | refused | stopped) exit 1 ;;
      superseded) exit 3 ;;
      held) exit 4 ;;
    esac
  else
    goes_on="the deployment goes on without this step, and the commit will show how it went"
    case $status in
      2??) ;;
      401) goes_on="the step's token may have expired; $goes_on" && not_served ;;
      *) passing || not_served ;;
    esac
  fi
  if [ "$(date +%s)" -ge "$deadline" ]; then
    echo "deploy.sh: no end within $wait_seconds s; it goes on, and the commit will show how it went" >&2
    exit 6
  fi
  sleep "$(patience "$pause")"
  send GET "/deployments/$id"
done
