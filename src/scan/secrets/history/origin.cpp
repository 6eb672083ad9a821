#include "scan/secrets/history/origin.h"

#include "base/strings.h"
#include "scan/secrets/history/object_text.h"

namespace ropewalk::scan {

Origin origin_of(const ports::ObjectStore& store, const ports::ObjectId& commit) {
  Origin origin;
  origin.commit = ports::to_hex(commit, store.shape().id_size);
  const auto object = store.read(commit);
  const auto facts = object && object->kind == ports::ObjectKind::kCommit ? read_commit(object->content) : std::nullopt;
  if (!facts) {
    return origin;
  }
  const std::size_t address = facts->author.rfind('<');
  if (address != std::string_view::npos && facts->author.ends_with('>')) {
    origin.author = trim(facts->author.substr(0, address));
    origin.email = facts->author.substr(address + 1, facts->author.size() - address - 2);
  }
  origin.date = date_text(facts->author_time);
  origin.message = trim(facts->message);
  return origin;
}

}  // namespace ropewalk::scan
