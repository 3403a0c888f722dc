import HTTPTypes
import Hummingbird
import Service

/// `X-Request-ID`: identifies one HTTP exchange in logs and responses. It is not the `request_id` of a submission.
struct CorrelationID {
    let value: String

    private init(value: String) {
        self.value = value
    }

    /// Takes the caller's value if it is safe to log, otherwise a random one.
    init(of request: Request, _ random: RandomNumbers) {
        let sent = request.headers.value(of: .requestID)
        value = sent.flatMap { Self.isSafe($0) ? $0 : nil } ?? Self.text(of: random.next())
    }

    /// For a response without a request.
    static func random() -> CorrelationID { CorrelationID(value: text(of: UInt64.random(in: 0...UInt64.max))) }

    func finish(_ response: inout Response) {
        response.headers.append(HTTPField(name: .requestID, value: value))
    }

    private static func isSafe(_ text: String) -> Bool {
        (1...128).contains(text.utf8.count) && text.utf8.allSatisfy(isSafeByte)
    }

    private static func isSafeByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    /// 13 digits and letters of five bits each.
    private static func text(of number: UInt64) -> String {
        String(unsafeUninitializedCapacity: 13) { buffer in
            for place in 0..<13 {
                let digit = UInt8(truncatingIfNeeded: number >> UInt64(5 * place)) & 31
                buffer[place] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
            }
            return 13
        }
    }
}
