import HTTPTypes
import Hummingbird

/// Refuses what this server does not implement, whatever the path: methods and transfer codings.
enum MessageRules {
    /// The methods that a path may support. All others get 501.
    static let methods: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options, .trace]

    static func check(_ request: Request) throws {
        if request.method == .connect { throw tunnel }
        guard methods.contains(request.method) else {
            throw Problem(.notImplemented, "The method \(request.method.rawValue) is not implemented.")
        }
        guard let codings = request.headers.value(of: .transferEncoding), !codings.isSame(as: "chunked") else { return }
        // If chunked is not the last coding, the end of the body is unknown: the parser refuses that.
        guard codings.members.last?.isSame(as: "chunked") == true else { return }
        var problem = Problem(.notImplemented, "Send the body as it is or chunked, without another transfer coding.")
        problem.closesConnection = true
        throw problem
    }

    /// Bytes after a CONNECT may be meant for the other end of a tunnel, so nothing more is read.
    private static var tunnel: Problem {
        var problem = Problem(.methodNotAllowed, "This server is not a proxy. Connect to the target host directly.")
        problem.allow = "GET, HEAD, POST"
        problem.closesConnection = true
        return problem
    }
}
