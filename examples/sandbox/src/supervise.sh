# Supervises one server. Standard input is a pipe whose other end the caller's process holds and never writes to:
# it closes when that process lets go or ends, in whatever way. Then the server is stopped and the folder removed.
# The functions prepare and serve come before this text.
folder=$1 signals=$2 grace=$3
shift 3
exec 3<&0 </dev/null 2>&1
umask 077
mkdir "$folder" || exit 1
cd "$folder" || exit 1
# Shells differ in what they remark about their jobs' ends.
exec 2>/dev/null

# Background jobs ignore INT and QUIT until the server installs its own handlers; TERM reaches both.
(prepare "$@" && serve "$@") 3<&- >"$folder/server.log" 2>&1 &
server=$!
halt() {
    for signal in $signals; do kill -s "$signal" "$server"; done
}
trap halt HUP INT TERM
trap '' PIPE

# The watcher ends by TERM as long as it waits for the pipe, and not any more while it stops the server.
(
    trap '' HUP INT
    trap - TERM
    read -r _ <&3
    trap '' TERM
    # The whole process group: a prepare step and its children too. The shell above passes it on as halt.
    kill -s TERM 0
    rounds=$((grace * 20))
    while [ "$rounds" -gt 0 ] && kill -0 "$server"; do
        sleep 0.05
        rounds=$((rounds - 1))
    done
    kill -s KILL "$server"
) >/dev/null &
watcher=$!
exec 3<&-

# A trapped signal interrupts wait, so it is asked again until the job is really gone; 127 says that it is not a job
# of this shell any more, and that the number may already belong to somebody else.
join() {
    while kill -0 "$1"; do
        wait "$1"
        [ "$?" -eq 127 ] && break
    done
}
join "$server"
kill -s TERM "$watcher"
join "$watcher"

if [ -f "$folder/data/log/seekdb.log" ]; then
    grep ' ERROR ' "$folder/data/log/seekdb.log" | tail -n 6 | cut -c 1-400
fi
tail -n 12 "$folder/server.log" | cut -c 1-400

# Children of a killed server may write for a moment longer.
cd /
rounds=100
while ! rm -rf "$folder" && [ "$rounds" -gt 0 ]; do
    sleep 0.05
    rounds=$((rounds - 1))
done
