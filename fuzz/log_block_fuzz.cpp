// Fuzzes reading back what the store keeps: blocks of log lines, and events in their JSON form.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "record/event.h"
#include "store/log_block.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ropewalk;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  static_cast<void>(store::unpack_block(bytes, RunId("r"), JobId("a"), 1));
  const auto value = parse_json(bytes, "event");
  if (!value || !value->is_object()) {
    return 0;
  }
  const auto event = record::event_from_json(value->get_object());
  if (!event) {
    return 0;
  }
  const auto written = record::to_json(*event);
  const auto again = record::event_from_json(written);
  if (!again || to_json_text(record::to_json(*again)) != to_json_text(written)) {
    std::abort();
  }
  return 0;
}
