#!/usr/bin/env bash
# Entry point of a node: the user `pictor` gets the password from OPENSEARCH_PASSWORD, as a hash, then the image's own entry point goes on.
# Users are read when the cluster is made. A later password: PUT _plugins/_security/api/internalusers/pictor.
set -euo pipefail
cd /usr/share/opensearch

# shellcheck disable=SC2016 # the dollars are those of the hash
hash=$(plugins/opensearch-security/tools/hash.sh -env OPENSEARCH_PASSWORD | grep -o '\$2[aby]\$.*' | tail -n 1)
cat > config/opensearch-security/internal_users.yml <<YAML
_meta:
  type: internalusers
  config_version: 2
pictor:
  hash: "$hash"
  backend_roles: [admin]
YAML
exec ./opensearch-docker-entrypoint.sh
