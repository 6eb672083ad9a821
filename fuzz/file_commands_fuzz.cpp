// Fuzzes what a step writes to its files: all five hold the same bytes.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "engine/key_value_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto read = ropewalk::engine::read_key_values(text);
  std::size_t said = 0;
  for (const auto& [name, value] : read.pairs) {
    said += name.size() + value.size();
  }
  // Nothing is said that does not stand in the file.
  if (said > size) {
    std::abort();
  }
  return 0;
}
