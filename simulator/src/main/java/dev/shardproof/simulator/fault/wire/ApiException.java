package dev.shardproof.simulator.fault.wire;

/** A request that cannot be served; it becomes the answer {@code {"error": message, "status": status}}. */
final class ApiException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;

    ApiException(int status, String message) {
        super(message);
        this.status = status;
    }

    static ApiException badRequest(String message) {
        return new ApiException(400, message);
    }

    static ApiException badBody(String reason) {
        return badRequest("bad request body: " + reason);
    }

    static ApiException missingField(String field) {
        return badRequest("missing required field: " + field);
    }

    static ApiException proxyNotFound() {
        return new ApiException(404, "proxy not found");
    }

    static ApiException toxicNotFound() {
        return new ApiException(404, "toxic not found");
    }

    int status() {
        return status;
    }
}
