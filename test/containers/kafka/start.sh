#!/bin/sh
# Starts one KRaft node (broker and controller) on a built or an official image: both keep Kafka's jars
# in /opt/kafka/libs. Reads NODE_ID, NAME (this node's name on its network), VOTERS (id@name:9094,...),
# REPLICAS (replication of internal topics) and TLS (1: also a SASL_SSL listener).
#
# GATE 9092, SASL 9093 and TLS 9096 advertise names that only the network's own resolver knows: a client
# that was handed one cannot dial it. DIRECT 9095 advertises this container's address and is for reading
# straight, to compare. A broker answers with the addresses of the listener it was asked on.
set -eu

libs='/opt/kafka/libs/*'
home=/tmp/tidegate
config=$home/server.properties
address=$(hostname -i | cut -d' ' -f1)
mkdir -p "$home"

cat >"$home/log4j2.properties" <<LOG
appender.out.type = Console
appender.out.name = out
appender.out.layout.type = PatternLayout
appender.out.layout.pattern = %d{HH:mm:ss} %p %m (%c{1})%n
rootLogger.level = ${LOG_LEVEL:-WARN}
rootLogger.appenderRef.out.ref = out
logger.started.name = kafka.server.KafkaRaftServer
logger.started.level = INFO
LOG

listeners="GATE://:9092,SASL://:9093,CONTROLLER://:9094,DIRECT://:9095"
advertised="GATE://$NAME:9092,SASL://$NAME:9093,DIRECT://$address:9095"
tls=
if [ "${TLS:-}" = 1 ]; then
  listeners="$listeners,TLS://:9096"
  advertised="$advertised,TLS://$NAME:9096"
  if [ ! -f "$home/broker.p12" ]; then
    keytool -genkeypair -alias broker -keyalg EC -groupname secp256r1 -validity 30 -storetype PKCS12 \
      -keystore "$home/broker.p12" -storepass tidegate -dname "CN=$NAME" -ext "SAN=dns:$NAME" 2>/dev/null
    keytool -exportcert -rfc -alias broker -keystore "$home/broker.p12" -storepass tidegate \
      -file "$home/ca.pem" 2>/dev/null
  fi
  tls="listener.name.tls.ssl.keystore.location=$home/broker.p12
listener.name.tls.ssl.keystore.type=PKCS12
listener.name.tls.ssl.keystore.password=tidegate
listener.name.tls.ssl.key.password=tidegate"
fi

login=org.apache.kafka.common.security
plain="$login.plain.PlainLoginModule required user_alice=\"alice-secret\" user_bob=\"bob-secret\";"
scram="$login.scram.ScramLoginModule required;"
cat >"$config" <<CONFIG
process.roles=broker,controller
node.id=$NODE_ID
controller.quorum.voters=$VOTERS
controller.listener.names=CONTROLLER
inter.broker.listener.name=DIRECT
listeners=$listeners
advertised.listeners=$advertised
listener.security.protocol.map=GATE:PLAINTEXT,SASL:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT,DIRECT:PLAINTEXT,TLS:SASL_SSL
sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512
listener.name.sasl.plain.sasl.jaas.config=$plain
listener.name.sasl.scram-sha-256.sasl.jaas.config=$scram
listener.name.sasl.scram-sha-512.sasl.jaas.config=$scram
listener.name.tls.plain.sasl.jaas.config=$plain
listener.name.tls.scram-sha-256.sasl.jaas.config=$scram
listener.name.tls.scram-sha-512.sasl.jaas.config=$scram
$tls
log.dirs=$home/data
log.retention.ms=-1
auto.create.topics.enable=false
num.partitions=1
default.replication.factor=$REPLICAS
offsets.topic.num.partitions=4
offsets.topic.replication.factor=$REPLICAS
transaction.state.log.num.partitions=4
transaction.state.log.replication.factor=$REPLICAS
transaction.state.log.min.isr=1
share.coordinator.state.topic.num.partitions=4
share.coordinator.state.topic.replication.factor=$REPLICAS
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
controlled.shutdown.enable=false
broker.session.timeout.ms=6000
CONFIG

# The other voters' names exist only once their containers run.
for voter in $(echo "$VOTERS" | tr ',' ' '); do
  host=${voter#*@}
  host=${host%:*}
  tries=0
  until getent hosts "$host" >/dev/null; do
    tries=$((tries + 1))
    if [ "$tries" -gt 120 ]; then echo "no address for $host in 60 s"; exit 1; fi
    sleep 0.5
  done
done

options="-Dlog4j2.configurationFile=$home/log4j2.properties -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto"
if [ ! -f "$home/data/meta.properties" ]; then
  # shellcheck disable=SC2086
  java $options -Xmx128m -cp "$libs" kafka.tools.StorageTool format --cluster-id dGlkZWdhdGV0ZXN0MDAwMQ \
    --config "$config" \
    --add-scram 'SCRAM-SHA-256=[name=alice,password=alice-secret]' \
    --add-scram 'SCRAM-SHA-512=[name=alice,password=alice-secret]' \
    --add-scram 'SCRAM-SHA-256=[name=bob,password=bob-secret]' \
    --add-scram 'SCRAM-SHA-512=[name=bob,password=bob-secret]' >/dev/null
fi
# shellcheck disable=SC2086
exec java $options -Xms128m -Xmx512m -cp "$libs" kafka.Kafka "$config"
