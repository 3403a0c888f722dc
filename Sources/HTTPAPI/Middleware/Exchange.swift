import HTTPTypes
package import Hummingbird
import Jobs
import Logging
import NIOCore
import Service

/// One request and its answer: what every route gets besides the request.
package struct Exchange: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// The client's connection, for those who wait on its behalf.
    let channel: any Channel

    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}

/// Outermost around every route: who may call, the exchange's id and timing, and problems for everything thrown.
struct ExchangeMiddleware: RouterMiddleware {
    typealias Context = Exchange

    let origins: OriginRules
    let random: RandomNumbers

    func handle(
        _ request: Request, context: Exchange, next: @concurrent (Request, Exchange) async throws -> Response
    ) async throws -> Response {
        let started = ContinuousClock.now
        let identifier = identifier(request)
        var response: Response
        do {
            if let problem = MessageRules.check(request) ?? origins.check(request) { throw problem }
            response = try await next(request, context)
        } catch {
            response = Problem(error).response()
            if response.status == .internalServerError {
                context.logger.error(
                    "internal error",
                    metadata: [
                        "error.type": "\(type(of: error))", "request": "\(identifier)",
                    ])
            }
        }
        // With Hummingbird's date: one growth instead of three.
        response.headers.reserveCapacity(response.headers.count + 3)
        response.headers.append(HTTPField(name: .requestID, value: identifier))
        response.headers.append(HTTPField(name: .serverTiming, value: Self.timing(ContinuousClock.now - started)))
        // Hummingbird leaves out the body only where it found a route for HEAD itself.
        return request.method == .head ? response.createHeadResponse() : response
    }

    /// The caller's id when it is sane, else one of our own.
    private func identifier(_ request: Request) -> String {
        if let sent = request.headers.value(of: .requestID), (1...128).contains(sent.utf8.count),
            sent.utf8.allSatisfy({ Self.isSane($0) })
        {
            return sent
        }
        return Self.name(random.next())
    }

    /// 13 digits and letters: five bits each.
    private static func name(_ number: UInt64) -> String {
        String(unsafeUninitializedCapacity: 13) { buffer in
            for place in 0..<13 {
                let digit = UInt8(truncatingIfNeeded: number >> UInt64(5 * place)) & 31
                buffer[place] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
            }
            return 13
        }
    }

    /// As Server-Timing has it: milliseconds, to the microsecond.
    private static func timing(_ duration: Duration) -> String {
        let microseconds = duration.inMicroseconds
        let fraction = String(1000 + microseconds % 1000).dropFirst()
        return "total;dur=\(microseconds / 1000).\(fraction)"
    }

    private static func isSane(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
