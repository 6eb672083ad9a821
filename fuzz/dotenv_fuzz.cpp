// Fuzzes the reader of --env-file and --secret-file.
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

#include "app/dotenv.h"
#include "base/source.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto file =
      std::make_shared<const ropewalk::SourceFile>(".env", std::string(reinterpret_cast<const char*>(data), size));
  const auto values = ropewalk::app::parse_dotenv(file);
  if (!values) {
    return 0;
  }
  for (const auto& [name, value] : *values) {
    if (name.empty()) {
      std::abort();
    }
  }
  return 0;
}
