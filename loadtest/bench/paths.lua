-- GETs the paths of a file in turn, one a line: wrk … -- FILE. The requests are prepared once.

local requests = {}
local count = 0

function init(args)
    for path in io.lines(args[1]) do requests[#requests + 1] = wrk.format("GET", path) end
end

function request()
    count = count % #requests + 1
    return requests[count]
end

dofile("outcome.lua")
