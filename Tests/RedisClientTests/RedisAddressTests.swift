import RedisClient
import Testing

@Suite struct RedisAddressTests {
    @Test(
        "a URL says where the server is, who asks, and which database",
        arguments: [
            ("redis://localhost", RedisAddress(.tcp(host: "localhost", port: 6379))),
            ("redis://localhost/", RedisAddress(.tcp(host: "localhost", port: 6379))),
            ("redis://10.0.0.7:7000/3", RedisAddress(.tcp(host: "10.0.0.7", port: 7000), database: 3)),
            ("redis://[::1]:7000", RedisAddress(.tcp(host: "::1", port: 7000))),
            ("REDIS://h/15", RedisAddress(.tcp(host: "h", port: 6379), database: 15)),
            ("redis://:secret@h", RedisAddress(.tcp(host: "h", port: 6379), password: "secret")),
            (
                "redis://ann:secret@h:1/2",
                RedisAddress(.tcp(host: "h", port: 1), user: "ann", password: "secret", database: 2)
            ),
            ("redis://:p%40ss%2Fw%3Ard%25@h", RedisAddress(.tcp(host: "h", port: 6379), password: "p@ss/w:rd%")),
            ("unix:///run/redis.sock", RedisAddress(.unix(path: "/run/redis.sock"))),
            (
                "redis+unix://:secret@/run/r.sock?db=4",
                RedisAddress(.unix(path: "/run/r.sock"), password: "secret", database: 4)
            ),
        ])
    func valid(url: String, address: RedisAddress) throws {
        #expect(try RedisAddress(url: url) == address)
    }

    @Test(
        "what is no such URL is refused with the reason",
        arguments: [
            ("", RedisAddressError.notAURL), ("localhost", .notAURL), ("redis://h ost", .notAURL),
            ("redis://h%20ost", .notAURL), ("redis://h%0Aost", .notAURL), ("\"redis://h\"", .notAURL),
            ("redis://h:0", .notAURL), ("redis://h:65536", .notAURL), ("redis://h#1", .notAURL),
            ("localhost:6379", .otherScheme), ("http://localhost", .otherScheme), ("valkey://h", .otherScheme),
            ("rediss://h", .encrypted), ("redis://", .noHost), ("redis:///1", .noHost), ("redis://:6379", .noHost),
            ("unix://", .noPath), ("unix:///", .noPath), ("unix://host/path", .noPath), ("redis://ann@h", .noPassword),
            ("redis://h/one", .notADatabase), ("redis://h/-1", .notADatabase), ("redis://h/1/2", .notADatabase),
            ("redis://h/99999999999", .notADatabase), ("redis://h?timeout=1", .unknownOption),
            ("unix:///p?ssl=1", .unknownOption), ("unix:///p?db=1&db=2", .unknownOption),
        ])
    func invalid(url: String, error: RedisAddressError) {
        #expect(throws: error) { try RedisAddress(url: url) }
        #expect(!error.description.isEmpty)
    }

    @Test("the reason against TLS says what to do instead")
    func encrypted() {
        #expect(RedisAddressError.encrypted.description.contains("tunnel"))
    }

    @Test("no way to print an address shows its password")
    func secrets() throws {
        let configuration = RedisConfiguration(address: try RedisAddress(url: "redis://ann:hunter2@h:1/2"))
        var dumped = ""
        dump(configuration, to: &dumped)
        for text in ["\(configuration)", String(reflecting: configuration), dumped, "\(configuration.address)"] {
            #expect(!text.contains("hunter2"))
        }
        #expect("\(configuration.address)" == "redis://ann:***@h:1/2")
        #expect("\(try RedisAddress(url: "redis://[::1]"))" == "redis://[::1]:6379/0")
        #expect("\(try RedisAddress(url: "unix://:x@/r.sock"))" == "unix://:***@/r.sock?db=0")
    }
}
