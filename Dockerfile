# The server and its page; docs/server.md tells how to run it.
#
#   docker build --build-arg TORCH_INDEX=… --build-arg EXTRAS=postgres -t spravka .
#
# TORCH_INDEX is the address of PyTorch's wheels for processors alone, which pytorch.org names. Without it torch comes
# as it does by default, on x86 with libraries for graphics cards that are not used here and take gigabytes.
# EXTRAS are of pyproject.toml: postgres for a store that several servers share, otel for traces.

FROM python:3.11-slim AS build
ARG TORCH_INDEX=""
ARG EXTRAS=""
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_COMPILE=1
WORKDIR /source
RUN python -m venv /opt/spravka
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY packaging/requirements.py packaging/
# What changes rarely comes first, so that it is not installed again for every change of the code.
RUN test -z "$TORCH_INDEX" || /opt/spravka/bin/pip install --constraint constraints.txt --index-url "$TORCH_INDEX" torch
# Its words are extras, or none.
# hadolint ignore=SC2086
RUN python packaging/requirements.py pyproject.toml $EXTRAS > requirements.txt \
    && /opt/spravka/bin/pip install --constraint constraints.txt --requirement requirements.txt
COPY index/ index/
COPY service/ service/
COPY eval/ eval/
RUN /opt/spravka/bin/pip install --constraint constraints.txt --no-deps . \
    && find /opt/spravka -type d \( -name tests -o -name test -o -name include \) -path '*/site-packages/*' \
        -prune -exec rm -rf {} + \
    && find /opt/spravka -path '*/site-packages/torch/bin/*' -type f ! -name torch_shm_manager -delete \
    && /opt/spravka/bin/pip uninstall --yes pip setuptools

FROM python:3.11-slim
RUN groupadd --gid 10001 spravka \
    && useradd --uid 10001 --gid spravka --home-dir /data --no-create-home --shell /usr/sbin/nologin spravka \
    && install --directory --owner spravka --group spravka --mode 0700 /data
COPY --from=build /opt/spravka /opt/spravka
ENV PATH=/opt/spravka/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    SPRAVKA_DATA=/data SPRAVKA_HOST=0.0.0.0 SPRAVKA_PORT=8000
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8000
# It asks /readyz, with the secret that the server leaves for its own command line.
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s CMD ["spravka", "status", "--ready"]
ENTRYPOINT ["spravka"]
CMD ["serve"]
