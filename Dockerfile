# Node 22 on Debian 12 (glibc 2.36), because uws-pack has binaries of µWebSockets.js for Node 20 and 22, which need glibc 2.27.
FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json require-node.cjs ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY build build
COPY console console
COPY src src
# What was built with the development dependencies runs without them, except for the binaries of µWebSockets.js.
RUN npm run build && mv node_modules/uws-pack . && npm prune --omit=dev && mv uws-pack node_modules/

FROM node:22-bookworm-slim
ENV HOST=0.0.0.0 PORT=4000 DATA_DIR=/data JSON_LOGS=true
WORKDIR /app
COPY --from=build /app/package.json /app/require-node.cjs ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY migrations migrations
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 4000
# What is unhealthy gets restarted, which helps a process that hangs and none whose storage is away.
HEALTHCHECK --interval=10s --timeout=3s --start-period=15s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/live`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Node is the first process and gets SIGTERM itself.
CMD ["node", "dist/main.js"]
