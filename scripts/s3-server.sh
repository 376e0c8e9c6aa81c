#!/usr/bin/env bash
# Starts a real S3 server for the tests: Ceph's, with everything in memory. `stop` ends it; on Debian it wants
# apt install radosgw ceph-mon ceph-osd ceph-common
set -euo pipefail
here=${OFFHOOK_S3_DIR:-/tmp/offhook-s3}

stop() {
  local file pid
  for file in "$here"/*.pid; do
    [ -e "$file" ] || continue
    pid=$(cat "$file")
    kill -9 "$pid" 2>/dev/null || continue
    # Its port is free once it is gone.
    while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
  done
  rm -rf "$here"
}
stop
[ "${1:-start}" = stop ] && exit 0

mkdir -p "$here"
cat > "$here/ceph.conf" <<CONF
[global]
fsid = 6b4a9d4e-0000-4000-8000-0ff400c0ffee
mon_host = v1:127.0.0.1:16789
public_addr = 127.0.0.1
auth_cluster_required = none
auth_service_required = none
auth_client_required = none
mon_data = $here/mon
osd_data = $here/osd
rgw_data = $here/rgw
osd_objectstore = memstore
memstore_device_bytes = 1073741824
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 1
osd_pool_default_pgp_num = 1
osd_pool_default_pg_autoscale_mode = off
osd_crush_chooseleaf_type = 0
mon_allow_pool_size_one = true
mon_max_pg_per_osd = 1000
log_file = $here/\$name.log
admin_socket = $here/\$name.asok
run_dir = $here
pid_file = $here/\$name.pid
keyring = $here/keyring
CONF
mkdir "$here/mon" "$here/osd" "$here/rgw"
ceph-authtool --create-keyring "$here/keyring" --gen-key -n mon. --cap mon 'allow *' >/dev/null
ceph() { command ceph -c "$here/ceph.conf" --connect-timeout 30 "$@"; }
monmaptool --create --fsid 6b4a9d4e-0000-4000-8000-0ff400c0ffee --addv a '[v1:127.0.0.1:16789]' "$here/monmap" >/dev/null
ceph-mon -c "$here/ceph.conf" --mkfs -i a --monmap "$here/monmap" --keyring "$here/keyring"
ceph-mon -c "$here/ceph.conf" -i a
osd=$(cat /proc/sys/kernel/random/uuid)
ceph osd create "$osd" >/dev/null
ceph-osd -c "$here/ceph.conf" -i 0 --mkfs --osd-uuid "$osd" >/dev/null 2>&1
ceph-osd -c "$here/ceph.conf" -i 0 >/dev/null 2>&1
ceph osd crush add osd.0 1 root=default host=here >/dev/null 2>&1 || true
radosgw-admin -c "$here/ceph.conf" user create --uid=offhook --display-name=Offhook \
  --access-key=offhook --secret-key=offhook-secret >/dev/null 2>&1
radosgw -c "$here/ceph.conf" -n client.rgw --rgw-frontends='beast endpoint=127.0.0.1:7480'
for _ in $(seq 60); do
  curl -sf http://127.0.0.1:7480/ >/dev/null && exit 0
  sleep 0.5
done
echo "Ceph's S3 did not come up; $here has its logs." >&2
exit 1
