import Jobs
import Testing

@testable import Server

/// Values come as flags here: they count before anything that is set outside.
@Suite struct SettingsReaderTests {
    @Test(
        "durations have a unit",
        arguments: [
            ("50ms", .milliseconds(50)), ("1s", .seconds(1)), ("90s", .seconds(90)), ("10m", .seconds(600)),
            ("24h", .seconds(86_400)), (" 5s ", .seconds(5)), ("1000000h", .seconds(3_600_000_000)),
        ] as [(String, Duration)])
    func durations(text: String, duration: Duration) async throws {
        var reader = SettingsReader(flags: ["--max-wait", text])
        #expect(reader.duration(.maxWait) == duration)
        #expect(reader.faults.isEmpty)
    }

    @Test(
        "what is no duration is a fault",
        arguments: [
            "10", "0s", "-5s", "1.5s", "s", "5 s", "5S", "5d", "1h30m", "1000001s", "99999999999999999999s", "ten",
        ])
    func badDurations(text: String) async throws {
        var reader = SettingsReader(flags: ["--max-wait", text])
        _ = reader.duration(.maxWait)
        #expect(reader.faults == ["MAX_WAIT must be a duration like 50ms, 10s or 24h, not \(text)"])
    }

    @Test(
        "sizes are in bytes, or have a binary unit",
        arguments: [
            ("100", 100), ("1B", 1), ("64KiB", 65_536), ("256MiB", 268_435_456), ("4GiB", 4_294_967_296),
            (" 1MiB ", 1 << 20),
        ])
    func sizes(text: String, bytes: Int) async throws {
        var reader = SettingsReader(flags: ["--max-text-bytes=\(text)"])
        #expect(reader.bytes(.maxTextBytes) == bytes)
        #expect(reader.faults.isEmpty)
    }

    @Test(
        "what is no size is a fault",
        arguments: [
            "0", "-1", "1KB", "1kib", "1.5MiB", "MiB", "1 MiB", "1TiB", "9999999999GiB", "99999999999999999999", "all",
        ])
    func badSizes(text: String) async throws {
        var reader = SettingsReader(flags: ["--max-text-bytes=\(text)"])
        _ = reader.bytes(.maxTextBytes)
        #expect(reader.faults == ["MAX_TEXT_BYTES must be a size like 64KiB or 256MiB, not \(text)"])
    }

    @Test("numbers are whole and in their range", arguments: [("1", 1), ("256", 256), (" 8 ", 8)])
    func integers(text: String, number: Int) async throws {
        var reader = SettingsReader(flags: ["--batch-max-size", text])
        #expect(reader.integer(.batchMaxSize, in: 1...256) == number)
        #expect(reader.faults.isEmpty)
    }

    @Test("what is no number in range is a fault", arguments: ["0", "257", "-1", "1.0", "8x", "99999999999999999999"])
    func badIntegers(text: String) async throws {
        var reader = SettingsReader(flags: ["--batch-max-size", text])
        _ = reader.integer(.batchMaxSize, in: 1...256)
        #expect(reader.faults == ["BATCH_MAX_SIZE must be a whole number, 1 to 256, not \(text)"])
    }

    @Test("a number without an upper bound says so")
    func unbounded() async throws {
        var reader = SettingsReader(flags: ["--provider-rpm", "0"])
        _ = reader.optionalInteger(.providerRPM, in: 1...Int.max)
        #expect(reader.faults == ["PROVIDER_RPM must be a whole number, 1 or more, not 0"])
    }

    @Test("choices are read in any case", arguments: [("text", false), ("JSON", true), (" Json ", true)])
    func choices(text: String, isJSON: Bool) async throws {
        var reader = SettingsReader(flags: ["--log-format", text])
        #expect(reader.choice(.logFormat, [("text", false), ("json", true)]) == isJSON)
        #expect(reader.faults.isEmpty)
    }

    @Test("what is none of the choices is a fault that names them")
    func badChoice() async throws {
        var reader = SettingsReader(flags: ["--log-format", "xml"])
        _ = reader.choice(.logFormat, [("text", false), ("json", true)])
        #expect(reader.faults == ["LOG_FORMAT must be text, json, not xml"])
    }

    @Test("flags are written with a space or an equals sign; the last one counts")
    func flags() async throws {
        let reader = SettingsReader(
            flags: ["--host", "a", "--data-dir=/x=y", "--host=b", "--allowed-hosts", ""])
        #expect(reader.text(.host) == "b")
        #expect(reader.text(.dataDirectory) == "/x=y")
        #expect(reader.text(.allowedHosts).isEmpty, "empty is as not set")
        #expect(reader.faults.isEmpty)
    }

    @Test(
        "what is no flag, or lacks its value, is a fault",
        arguments: [
            (["--colour=red"], ["--colour"]), (["serve"], ["serve"]), (["-p", "80"], ["-p"]), (["--port"], ["--port"]),
            (["--PORT=80"], ["--PORT"]), (["--port", "80", "--colour", "red", "--size=3"], ["--colour", "--size"]),
        ])
    func badFlags(flags: [String], named: [String]) async throws {
        let reader = SettingsReader(flags: flags)
        #expect(reader.faults.map { String($0.prefix { $0 != " " }) } == named)
    }
}
