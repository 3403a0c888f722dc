import GroqSimulator
import HTTPTypes
import Hummingbird

extension Response {
    init(json: [UInt8], status: HTTPResponse.Status = .ok) {
        self.init(status: status, headers: [.contentType: "application/json"], body: ResponseBody(json))
    }

    init(_ error: APIError) {
        self.init(status: HTTPResponse.Status(code: error.status), body: ResponseBody(error.body))
        set(error.headers)
    }

    init(_ reply: Reply, body: ResponseBody) {
        self.init(status: HTTPResponse.Status(code: reply.status), body: body)
        set(reply.headers)
    }

    private mutating func set(_ headers: [Header]) {
        for header in headers {
            guard let name = HTTPField.Name(header.name) else { continue }
            self.headers[name] = header.value
        }
    }
}

extension ResponseBody {
    init(_ bytes: [UInt8]) {
        self.init(byteBuffer: ByteBuffer(bytes: bytes))
    }
}
