from alpine:3.22 as Base
MAINTAINER Jane Doe
ENV MODE production
ARG API_TOKEN
WORKDIR app
EXPOSE 8080/TCP
COPY . .
CMD ./server --mode $MODE
CMD exec ./server --mode $MODE
