// One stream's life by AWS's SDK for JavaScript: node kinesis_cycle.mjs URL 1|2, the version of
// HTTP; the SDK's own choice is 2. Prints the data that came back as one line of JSON.
import {
  CreateStreamCommand,
  DeleteStreamCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  PutRecordsCommand,
  RegisterStreamConsumerCommand,
  SubscribeToShardCommand,
} from "@aws-sdk/client-kinesis";
import { NodeHttp2Handler, NodeHttpHandler } from "@smithy/node-http-handler";

const StreamName = "orders";
const ShardId = "shardId-000000000000";
const client = new KinesisClient({
  endpoint: process.argv[2],
  region: "us-east-1",
  credentials: { accessKeyId: "any", secretAccessKey: "any" },
  requestHandler: process.argv[3] === "1" ? new NodeHttpHandler() : new NodeHttp2Handler(),
  maxAttempts: 1,
});
const text = (records) => records.map((record) => Buffer.from(record.Data).toString());

await client.send(new CreateStreamCommand({ StreamName, ShardCount: 1 }));
const Records = ["first", "second"].map((data) => ({ Data: Buffer.from(data), PartitionKey: "k" }));
await client.send(new PutRecordsCommand({ StreamName, Records }));

const { ShardIterator } = await client.send(
  new GetShardIteratorCommand({ StreamName, ShardId, ShardIteratorType: "TRIM_HORIZON" }));
const read = await client.send(new GetRecordsCommand({ ShardIterator }));

const { StreamDescriptionSummary } = await client.send(
  new DescribeStreamSummaryCommand({ StreamName }));
const { Consumer } = await client.send(new RegisterStreamConsumerCommand({
  StreamARN: StreamDescriptionSummary.StreamARN, ConsumerName: "billing" }));
const { EventStream } = await client.send(new SubscribeToShardCommand({
  ConsumerARN: Consumer.ConsumerARN, ShardId, StartingPosition: { Type: "TRIM_HORIZON" } }));
let subscribed = [];
for await (const event of EventStream) {
  subscribed = text(event.SubscribeToShardEvent.Records);
  break;
}
await client.send(new DeleteStreamCommand({ StreamName, EnforceConsumerDeletion: true }));
console.log(JSON.stringify({ read: text(read.Records), subscribed }));
process.exit(0);
