// How our records and those of Kinesis become one another. Kinesis keeps a partition key and bytes:
// a record that is just that is put as it is, so that every consumer can read it. One with headers,
// without a value, or whose key is no partition key, is put as an aggregate of one (aggregate.h),
// its headers as tags. Its time is that of its arrival. Pure.
#pragma once

#include <string>
#include <vector>

#include "eventlog/kinesis/service.h"
#include "model/record.h"

namespace pinflow::eventlog {

// A place behind a record of a shard, as text: "<sequence number>", and for the user records of an
// aggregate "<sequence number>:<index>".
struct ShardMark {
  std::string sequence_number;  // "": before the first record.
  int64_t index = -1;           // In the aggregate; -1: behind all of the record.

  std::string text() const;
  static ShardMark parse(std::string_view text);
};

PutEntry to_put_entry(const model::Record& record, const StreamShard& to);

// What the record holds beyond `after`, each with its mark as its last header. User records that
// belong to another shard are passed over.
std::vector<model::Record> records_of(TakenRecord taken, const StreamShard& from,
                                      const ShardMark& after);

// Takes the mark off, which is the last header; an empty one where there is none.
ShardMark take_mark(model::Record* record);

}  // namespace pinflow::eventlog
