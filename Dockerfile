# The studio in a box: locked wheels only, no compiler, no root.
FROM python:3.13-slim AS build
WORKDIR /build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ONLY_BINARY=:all:
COPY locks/ locks/
RUN python -m venv tools && tools/bin/pip install --require-hashes -r locks/build.txt
RUN python -m venv --without-pip /opt/nichereel && \
    tools/bin/pip --python /opt/nichereel/bin/python install --require-hashes -r locks/run.txt
COPY pyproject.toml README.md LICENSE ./
COPY core/ core/
COPY adapters/ adapters/
COPY bot/ bot/
RUN tools/bin/pip wheel --no-deps --no-build-isolation --wheel-dir wheels . && \
    tools/bin/pip --python /opt/nichereel/bin/python install --no-deps --no-index wheels/*.whl

FROM python:3.13-slim
LABEL org.opencontainers.image.title="Nichereel" \
      org.opencontainers.image.licenses="MIT AND GPL-3.0-or-later" \
      nichereel.licence-note="Nichereel is MIT; the PyAV wheel inside holds the GPL encoders x264 and x265, and espeak-ng (GPL) lies beside it. Whoever passes this image on owes its receivers their source: see docs/running.md."
# The voice that costs nothing: a program of its own, started as one.
RUN apt-get update && apt-get install -y --no-install-recommends espeak-ng && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin nichereel && \
    install --directory --owner=10001 --group=10001 /data
COPY --from=build /opt/nichereel /opt/nichereel
ENV PATH=/opt/nichereel/bin:/usr/local/bin:/usr/bin:/bin DATA_DIR=/data WEB_HOST=0.0.0.0 PYTHONUNBUFFERED=1
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 8001
HEALTHCHECK --interval=1m --timeout=20s --start-period=30s CMD ["nichereel", "doctor", "--health"]
ENTRYPOINT ["nichereel"]
CMD ["run"]
