// Fuzzes what is read of packs, deltas, indexes and trees. The first byte says as what, the second where a delta ends
// and its base begins, or where an entry of a pack is.
#include <cstdint>
#include <string_view>

#include "git/store/index_file.h"
#include "git/store/pack_format.h"
#include "git/store/pack_index.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ropewalk;
  constexpr std::size_t kIdSize = 20;
  if (size < 2) {
    return 0;
  }
  const std::string_view text(reinterpret_cast<const char*>(data) + 2, size - 2);
  const std::size_t cut = data[1] % (text.size() + 1);
  std::string room;
  switch (data[0] % 5) {
    case 0: static_cast<void>(git::apply_delta(text.substr(cut), text.substr(0, cut), room)); break;
    case 1: static_cast<void>(git::read_loose(text)); break;
    case 2: {
      const auto split = git::read_index(text.substr(0, cut), kIdSize);
      const auto shared = git::read_index(text.substr(cut), kIdSize);
      if (split && split->shared && shared) {
        static_cast<void>(git::join_index(*split, *shared));
      }
      break;
    }
    case 3:
      if (const auto index = git::PackIndex::read(text, kIdSize)) {
        for (std::size_t number = 0; number < index->count(); ++number) {
          static_cast<void>(index->offset(number));
          static_cast<void>(index->find(ports::object_id_from_bytes(index->id_bytes(number))));
        }
      }
      break;
    default:
      if (const auto entry = git::read_pack_entry(text, cut, kIdSize)) {
        static_cast<void>(git::inflate_exactly(text.substr(entry->stream), entry->size, room));
      }
      break;
  }
  return 0;
}
