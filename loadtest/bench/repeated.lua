-- POSTs one text again and again: wrk … -- PATH FILE, the file holding the body. wrk prepares the request once.

function init(args)
    local file = assert(io.open(args[2], "rb"))
    wrk.method, wrk.path, wrk.body = "POST", args[1], file:read("*a")
    wrk.headers["Content-Type"] = "application/json"
    file:close()
end

dofile("outcome.lua")
