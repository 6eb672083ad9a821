// Fuzzes the lenient JSON reader, and that what it reads can be read again after writing.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/strings.h"
#include "expr/functions/json_reader.h"
#include "expr/json_value.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto value = ropewalk::expr::read_lenient_json(text);
  if (!value || !ropewalk::is_valid_utf8(text)) {
    return 0;
  }
  const std::string written = ropewalk::to_json_text(ropewalk::expr::to_json(*value));
  const auto again = ropewalk::expr::read_lenient_json(written);
  if (!again || ropewalk::to_json_text(ropewalk::expr::to_json(*again)) != written) {
    std::abort();
  }
  return 0;
}
