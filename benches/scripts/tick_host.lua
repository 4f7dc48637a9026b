-- The same as `tick`: Lua has no values of the host.
dofile((arg[1]:gsub("tick_host", "tick")))
