// Fuzzes what is read of a repository's objects without git. The first byte says as what; of an index and a pack, the
// next two say where the pack starts.
#include <cstdint>
#include <string_view>

#include "git/commit_text.h"
#include "git/objects.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::string_view kId = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
  if (size < 3) {
    return 0;
  }
  const std::string_view text(reinterpret_cast<const char*>(data) + 3, size - 3);
  switch (data[0] % 4) {
    case 0: static_cast<void>(ropewalk::git::read_loose_object(text)); break;
    case 1: static_cast<void>(ropewalk::git::read_commit_text(kId, text)); break;
    case 2: static_cast<void>(ropewalk::git::find_in_pack_index(text, kId)); break;
    default: {
      // Any delta's base is where the second byte says, so that loops come up.
      const auto find = [&](std::string_view) { return std::optional<std::uint64_t>(data[1]); };
      static_cast<void>(ropewalk::git::read_packed_object(text, data[2], find));
      break;
    }
  }
  return 0;
}
