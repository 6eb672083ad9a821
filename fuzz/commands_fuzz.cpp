// Fuzzes workflow commands: each line may be one, in the new form or the old.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/strings.h"
#include "engine/commands/command.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const std::string_view line : ropewalk::split_lines(text)) {
    const auto command = ropewalk::engine::parse_command(line, [](std::string_view name) { return name != "unknown"; });
    if (!command) {
      continue;
    }
    // Unescaping only takes away.
    std::size_t said = command->name.size() + command->data.size();
    for (const auto& [key, value] : command->properties) {
      said += key.size() + value.size();
      static_cast<void>(command->property(key));
    }
    if (said > line.size()) {
      std::abort();
    }
  }
  return 0;
}
