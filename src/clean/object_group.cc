#include "clean/object_group.h"

#include "clean/object_reader.h"
#include "clean/site.h"

namespace pinflow::clean {
namespace {

query::ObjectToGather as_asked(const objects::Store& bucket, const SourceObject& object) {
  query::ObjectToGather asked;
  asked.key = object.info.key;
  asked.url = bucket.url(object.info.key);
  asked.size_bytes = object.info.size_bytes;
  asked.from = object.name.from;
  asked.first_offset = object.name.first_offset;
  if (object.partial) {
    asked.crc = object.partial->crc;
    asked.parts.emplace();
    for (const ObjectPart& part : object.partial->parts) {
      asked.parts->push_back({part.first_line, part.position, part.size_bytes});
    }
  }
  return asked;
}

// What the engine's workers read.
Status take_gathered(query::GatheredObjects gathered, ObjectGroup* group) {
  group->is_flooded = gathered.is_flooded;
  if (gathered.is_flooded) {
    return Status(Code::kInvalidArgument,
                  group->objects.back().info.key + ": more lines that are no rows than are taken");
  }
  group->files = std::move(gathered.files);
  group->dead_letters = std::move(gathered.dead_letters);
  for (size_t i = 0; i < group->objects.size(); ++i) {
    query::GatheredObject& object = gathered.objects[i];
    const std::optional<PartialRead>& partial = group->objects[i].partial;
    ReadLines lines{object.crc, object.record_count, object.content_bytes};
    if (partial && partial->parts.empty()) {  // There was nothing to be read.
      lines = {partial->crc, partial->record_count, group->objects[i].content_bytes};
    } else if (!object.error.ok()) {
      group->skipped.push_back({i, std::move(object.error)});
    }
    group->lines.push_back(lines);
  }
  return Status();
}

Status read_here(const objects::Store& bucket, const model::Dataset& dataset,
                 lake::DeltaTable& bronze, ObjectGroup* group) {
  ObjectReader reader(bucket, dataset, group->objects);
  TRY(group->session->bind_rows("decoded", reader));
  auto files = group->session->write_files("SELECT * FROM decoded", reader.schema(), bronze);
  TRY(group->session->unbind("decoded"));  // The reader ends before the session does.
  group->is_flooded = reader.is_flooded();
  if (!files.ok()) return files.status();
  group->files = std::move(*files);
  group->skipped = reader.chunks().skipped();
  group->dead_letters = reader.take_dead_letters();
  for (size_t i = 0; i < group->objects.size(); ++i) {
    group->lines.push_back({reader.chunks().crc(i), reader.chunks().record_count(i),
                            reader.chunks().content_bytes(i)});
  }
  return Status();
}

}  // namespace

Status read_objects(query::Engine& engine, const objects::Store& bucket,
                    const model::Dataset& dataset, lake::DeltaTable& bronze, ObjectGroup* group) {
  TRY_ASSIGN(group->session, engine.open_session());
  std::vector<query::ObjectToGather> asked;
  for (const SourceObject& object : group->objects) asked.push_back(as_asked(bucket, object));
  TRY_ASSIGN(auto gathered,
             group->session->gather_objects(dataset, bronze_schema(dataset), asked, bronze));
  if (gathered) return take_gathered(std::move(*gathered), group);
  return read_here(bucket, dataset, bronze, group);
}

}  // namespace pinflow::clean
