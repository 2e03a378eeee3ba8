// One stream's life by AWS's SDK for Java 2: java -cp 'JARS/*' KinesisCycle.java sync|async URL.
// "sync" is its blocking client over HTTP/1.1, "async" the one of Netty over HTTP/2; both speak
// CBOR. Prints the data that came back, one record a line.
import java.net.URI;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.SdkHttpConfigurationOption;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.*;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.utils.AttributeMap;

class KinesisCycle {
  static final String STREAM = "orders";
  static final String SHARD = "shardId-000000000000";
  static final StaticCredentialsProvider ANY =
      StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "any"));

  public static void main(String[] words) throws Exception {
    URI endpoint = URI.create(words[1]);
    if (words[0].equals("sync")) {
      live(endpoint);
    } else {
      liveByHttp2(endpoint);
    }
    System.exit(0);  // Netty's threads need no waiting for.
  }

  static List<PutRecordsRequestEntry> records() {
    return Stream.of("first", "second")
        .map(data -> PutRecordsRequestEntry.builder()
            .data(SdkBytes.fromUtf8String(data)).partitionKey("k").build())
        .toList();
  }

  static void show(List<Record> records) {
    for (Record record : records) {
      if (record.approximateArrivalTimestamp().toEpochMilli() < 1_600_000_000_000L) {
        throw new IllegalStateException("no time: " + record);
      }
      System.out.println(record.data().asUtf8String());
    }
  }

  static void live(URI endpoint) throws Exception {
    try (KinesisClient client = KinesisClient.builder().endpointOverride(endpoint)
             .region(Region.US_EAST_1).credentialsProvider(ANY).build()) {
      client.createStream(r -> r.streamName(STREAM).shardCount(1));
      client.putRecords(r -> r.streamName(STREAM).records(records()));
      String iterator = client.getShardIterator(r -> r.streamName(STREAM).shardId(SHARD)
          .shardIteratorType(ShardIteratorType.TRIM_HORIZON)).shardIterator();
      show(client.getRecords(r -> r.shardIterator(iterator)).records());
      client.deleteStream(r -> r.streamName(STREAM));
      try {
        client.describeStreamSummary(r -> r.streamName(STREAM));
        throw new IllegalStateException("the stream is still there");
      } catch (ResourceNotFoundException expected) {
        System.out.println(expected.awsErrorDetails().errorCode());
      }
    }
  }

  static void liveByHttp2(URI endpoint) throws Exception {
    var netty = NettyNioAsyncHttpClient.builder().protocol(Protocol.HTTP2).buildWithDefaults(
        AttributeMap.builder().put(SdkHttpConfigurationOption.TRUST_ALL_CERTIFICATES, true).build());
    try (KinesisAsyncClient client = KinesisAsyncClient.builder().endpointOverride(endpoint)
             .region(Region.US_EAST_1).credentialsProvider(ANY).httpClient(netty).build()) {
      client.createStream(r -> r.streamName(STREAM).shardCount(1)).join();
      client.putRecords(r -> r.streamName(STREAM).records(records())).join();
      String iterator = client.getShardIterator(r -> r.streamName(STREAM).shardId(SHARD)
          .shardIteratorType(ShardIteratorType.TRIM_HORIZON)).join().shardIterator();
      show(client.getRecords(r -> r.shardIterator(iterator)).join().records());
      subscribe(client);
      client.deleteStream(r -> r.streamName(STREAM).enforceConsumerDeletion(true)).join();
    }
  }

  // Reads by enhanced fan-out, with a record that is put while the subscription lasts, until the
  // shard is split and so ends.
  static void subscribe(KinesisAsyncClient client) throws Exception {
    String stream = client.describeStreamSummary(r -> r.streamName(STREAM)).join()
        .streamDescriptionSummary().streamARN();
    String consumer = client.registerStreamConsumer(r -> r.streamARN(stream)
        .consumerName("billing")).join().consumer().consumerARN();
    BlockingQueue<SubscribeToShardEvent> events = new ArrayBlockingQueue<>(1000);
    var subscribed = client.subscribeToShard(
        r -> r.consumerARN(consumer).shardId(SHARD)
            .startingPosition(p -> p.type(ShardIteratorType.TRIM_HORIZON)),
        SubscribeToShardResponseHandler.builder()
            .subscriber(SubscribeToShardResponseHandler.Visitor.builder()
                .onSubscribeToShardEvent(events::add).build())
            .build());
    SubscribeToShardEvent event = events.poll(30, TimeUnit.SECONDS);
    show(event.records());
    client.putRecord(r -> r.streamName(STREAM).partitionKey("k")
        .data(SdkBytes.fromUtf8String("third"))).join();
    client.splitShard(r -> r.streamName(STREAM).shardToSplit(SHARD).newStartingHashKey("100"))
        .join();
    do {
      event = events.poll(30, TimeUnit.SECONDS);
      show(event.records());
    } while (!event.hasChildShards());
    System.out.println(event.childShards().size() + " children");
    subscribed.get(30, TimeUnit.SECONDS);
  }
}
