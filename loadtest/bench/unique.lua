-- POSTs texts of which no two are equal: wrk … -- PATH BYTES NONCE
--
-- The request is prepared once; each differs in a counter, written as the first eight words, since texts with equal
-- openings do not share a provider call, and as the last letters, since LuaJIT hashes a long string by a few of its
-- bytes, and equal hashes would make every new string slow.

local letters = {}
for code = string.byte("a"), string.byte("z") do letters[#letters + 1] = string.char(code) end

-- All words of three letters.
local words = {}
for _, a in ipairs(letters) do
    for _, b in ipairs(letters) do
        for _, c in ipairs(letters) do words[#words + 1] = a .. b .. c end
    end
end
local base = #words

local head, tail, last
local count = 0

function init(args)
    local path, bytes, nonce = args[1], tonumber(args[2]), args[3]
    -- Eight words of eight letters with spaces after them come first, and a word of three letters last.
    local sentence = "The method is described, then measured on a set that others have used before. "
    local rest = bytes - 8 * 9 - 3
    local filler = string.rep(sentence, math.ceil(rest / #sentence)):sub(1, rest)
    local body = '{"text":"@FIRST@' .. string.rep("x", 8 * 9 - 7) .. filler .. '@L@"}'
    local headers = { ["Host"] = wrk.headers["Host"], ["Content-Type"] = "application/json" }
    local request = wrk.format("POST", path, headers, body)
    local first = request:find("@FIRST@", 1, true)
    last = nonce:sub(1, 5)
    head = request:sub(1, first - 1)
    tail = request:sub(first + 8 * 9, -1 - #'@L@"}')
end

function request()
    count = count + 1
    local low = words[count % base + 1]
    local high = words[math.floor(count / base) % base + 1]
    local word = last .. low .. " "
    local other = low .. last .. " "
    local third = high .. low .. "ab "
    return head .. word .. other .. third .. word .. other .. third .. word .. other .. tail .. low .. '"}'
end

dofile("outcome.lua")
