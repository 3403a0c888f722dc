# Two images: the server (`docker build .`) and the simulator of Groq (`docker build --target simulator .`).
# docs/containers.md says how to use them; scripts/check-containers keeps this file in step with the rest.

FROM swift:6.3-bookworm AS build
WORKDIR /precis
RUN apt-get update && apt-get install -y --no-install-recommends make
# A layer of its own, which stays when only sources change.
COPY Makefile ./
RUN make deps-run
COPY Package.swift ./
COPY Sources Sources
COPY Tests Tests
COPY loadtest loadtest
# The cache keeps what was compiled for the next build; what is wanted is taken out of it.
RUN --mount=type=cache,target=/precis/.build,sharing=locked \
    make release \
    && install -D --strip .build/release/precis /image/precis

FROM build AS build-simulator
RUN --mount=type=cache,target=/precis/.build,sharing=locked \
    swift build -c release --static-swift-stdlib -Xswiftc -enforce-exclusivity=unchecked --product groq-simulator \
    && install -D --strip .build/release/groq-simulator /image/groq-simulator

# The simulator needs no library that Debian's own image lacks.
FROM debian:12-slim AS simulator
COPY --from=build-simulator /image/groq-simulator /usr/local/bin/
USER 10001:10001
EXPOSE 8002
ENTRYPOINT ["groq-simulator"]
CMD ["--host", "0.0.0.0", "--port", "8002"]

# The last one is what is built when none is named.
FROM debian:12-slim AS server
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates libcurl4 libhiredis0.14 libsqlite3-0 \
    && rm -rf /var/lib/apt/lists/* \
    && install -d -o 10001 -g 10001 -m 700 /data
COPY --from=build /image/precis /usr/local/bin/
# Numbers, so that an orchestrator can see that it is not root.
USER 10001:10001
ENV HOST=0.0.0.0 DATA_DIR=/data
VOLUME /data
EXPOSE 8000
# The server reads its journal before it is ready, which may take a while when that is long.
HEALTHCHECK --interval=10s --timeout=6s --start-period=120s --retries=3 CMD ["precis", "health"]
ENTRYPOINT ["precis"]
CMD ["serve"]
