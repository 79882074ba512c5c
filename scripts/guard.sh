#!/bin/sh
# Outlives whoever started it and cleans up after him. Its input says what he started, a line each:
#   start SIGNAL TARGET    how to end TARGET: a process, or, with a minus before it, a process group
#   done TARGET            it has ended
#   folder PATH            to remove at the end
# When the input ends, because he left or was killed, whatever is left is ended, the youngest first.
trap '' INT TERM HUP

# Whether the target still runs. One that has ended but that nobody has asked about does not.
runs() {
  kill -s 0 -- "$1" 2>/dev/null || return 1
  [ -r /proc/self/stat ] || return 0
  for stat in /proc/[0-9]*/stat; do
    read -r line 2>/dev/null <"$stat" || continue
    # Behind the name, which may hold spaces and brackets: state, parent, group.
    fields=${line##*) }
    state=${fields%% *}
    fields=${fields#* }
    fields=${fields#* }
    [ "${line%% *}" = "$1" ] || [ "-${fields%% *}" = "$1" ] || continue
    [ "$state" = Z ] || return 0
  done
  return 1
}

left=''
folders=''
newline='
'
while read -r verb first second; do
  case $verb in
    start) left="$first:$second $left" ;;
    done)
      kept=''
      for one in $left; do [ "${one#*:}" = "$first" ] || kept="$kept$one "; done
      left=$kept
      ;;
    folder) folders="$folders$first${second:+ $second}$newline" ;;
  esac
done
for one in $left; do
  target=${one#*:}
  patience=100
  # INT is PostgreSQL's orderly end, which first writes what is in memory.
  [ "${one%%:*}" = INT ] && patience=600
  kill -s "${one%%:*}" -- "$target" 2>/dev/null || continue
  tries=0
  while [ $tries -lt $patience ] && runs "$target"; do
    sleep 0.1
    tries=$((tries + 1))
  done
  kill -s KILL -- "$target" 2>/dev/null
done
printf '%s' "$folders" | while read -r folder; do rm -rf -- "$folder"; done
exit 0
