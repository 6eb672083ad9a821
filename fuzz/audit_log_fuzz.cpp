// Fuzzes the reader of audit logs: what it calls right is, byte for byte, what the writer would have written.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "deploy/audit/chain.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace deploy = ropewalk::deploy;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (deploy::verify_audit(text, std::nullopt).problem) {
    // Made into facts, any bytes give a log that verifies.
    const std::string line = deploy::audit_line({}, {{"text", ropewalk::json::string(text)}});
    if (ropewalk::json::string(text).size() < 1000 && line.find('\n') != line.size() - 1) {
      std::abort();
    }
    return 0;
  }
  return 0;
}
