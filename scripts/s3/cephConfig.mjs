// The configuration of the three daemons: everything in one folder, nothing outside loopback.

/**
 * @param {string} folder
 * @param {string} fsid
 * @param {{ monitor: number, gateway: number }} ports
 */
export function cephConfig(folder, fsid, ports) {
  return `[global]
fsid = ${fsid}
mon host = [v2:127.0.0.1:${ports.monitor}]
mon initial members = a
public network = 127.0.0.0/8
auth cluster required = cephx
auth service required = cephx
auth client required = cephx
keyring = ${folder}/keyring
mon data = ${folder}/mon
mon allow pool size one = true
mon data avail crit = 0
osd data = ${folder}/osd
osd objectstore = memstore
memstore device bytes = 8589934592
osd class dir = ${classFolder()}
osd crush chooseleaf type = 0
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pg autoscale mode = off
rgw data = ${folder}
rgw cache enabled = false
rgw frontends = beast endpoint=127.0.0.1:${ports.gateway}
run dir = ${folder}
crash dir = ${folder}
pid file = ${folder}/$name.pid
log file = ${folder}/$name.log
admin socket = ${folder}/$name.asok
`
}

/** Without its classes the gateway ends with "Operation not supported". */
function classFolder() {
  const machine = process.arch === 'arm64' ? 'aarch64' : 'x86_64'
  return `/usr/lib/${machine}-linux-gnu/rados-classes`
}
