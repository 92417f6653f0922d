# The image of qemu-pod: a Java supervisor as PID 1, qemu, and nothing else that runs.
#
#   docker build -t qemu-pod .                                    on Alpine
#   docker build -t qemu-pod --build-arg BUILD_BASE=debian:trixie \
#     --build-arg RUNTIME_BASE=debian:trixie .                    on Debian
#
# Both bases must be of the same distribution: the Java runtime is linked against the build base's C
# library. What differs between distributions is in src/container/packages.
ARG BUILD_BASE=docker.io/library/alpine:3.24
ARG RUNTIME_BASE=docker.io/library/alpine:3.24

FROM ${BUILD_BASE} AS build
COPY src/container/packages /build/src/container/
RUN /build/src/container/packages build
WORKDIR /build
# The context is only what .dockerignore lets through.
COPY . ./
# For a proxy, a mirror or a trust store.
ARG MAVEN_OPTS=
# Error Prone looks at the sources in ./dev build. It changes nothing in the classes and takes as long
# as all the rest of this, so javac gets the shortest of its options instead.
RUN JAVA_HOME=$(src/container/packages java-home) \
  && export JAVA_HOME \
  && mvn --batch-mode --no-transfer-progress --projects supervisor --also-make \
    -Dmaven.test.skip=true -Dqemupod.compiler.checks=-Xdiags:compact package \
  && src/container/build-dist supervisor/target/qemu-pod-supervisor.jar supervisor/target/lib \
    /opt/qemu-pod

FROM ${RUNTIME_BASE}
LABEL org.opencontainers.image.title="qemu-pod" \
  org.opencontainers.image.description="A virtual machine in an ordinary Kubernetes pod, sized, supervised and observable."
COPY src/container/packages /opt/qemu-pod/
# A name for the numeric user below, for tools that look it up.
RUN /opt/qemu-pod/packages runtime \
  && echo 'qemu-pod:x:65532:65532:qemu-pod:/:/sbin/nologin' >>/etc/passwd \
  && echo 'qemu-pod:x:65532:' >>/etc/group \
  && ln -s /opt/qemu-pod/bin/qemu-pod /usr/local/bin/qemu-pod
COPY --from=build /opt/qemu-pod/ /opt/qemu-pod/
# The guest of `qemu-pod demo`, if test-images/build made it before. The patterns make it optional:
# a COPY needs only one of its sources to exist.
COPY Dockerfile test-images/target/micro-linux/vmlinuz* test-images/target/micro-linux/initrd.gz* \
  /opt/qemu-pod/guest/
# For names of files that are not ASCII.
ENV LANG=C.UTF-8
# Numeric, so that Kubernetes can see that runAsNonRoot holds.
USER 65532:65532
# A runtime that does not fit the C library, or an archive that does not fit the jars, ends here.
RUN SUPERVISOR_ARCHIVE=require qemu-pod --version \
  && qemu-system-"$(uname -m)" --version \
  && qemu-img --version
EXPOSE 9180
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 \
  CMD ["/opt/qemu-pod/bin/qemu-pod", "health", "live"]
ENTRYPOINT ["/opt/qemu-pod/bin/qemu-pod"]
