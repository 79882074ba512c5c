#!/bin/sh
# Outlives whoever started it and cleans up after him. Its input says what he started, a line each:
#   start SIGNAL TARGET    how to end TARGET: a process, or, with a minus before it, a process group
#   done TARGET            it has ended
#   folder PATH            to remove at the end
# When the input ends, because he left or was killed, whatever is left is ended, the youngest first.
trap '' INT TERM HUP
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
  kill -s "${one%%:*}" -- "$target" 2>/dev/null || continue
  tries=0
  while [ $tries -lt 100 ] && kill -s 0 -- "$target" 2>/dev/null; do
    sleep 0.1
    tries=$((tries + 1))
  done
  kill -s KILL -- "$target" 2>/dev/null
done
printf '%s' "$folders" | while read -r folder; do rm -rf -- "$folder"; done
exit 0
