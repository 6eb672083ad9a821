// Fuzzes advisory records and packs: a record is packed and asked, a damaged pack is opened and asked.
#include <cstdint>
#include <string>
#include <string_view>

#include "scan/advisories/matcher.h"
#include "scan/advisories/write_pack.h"

namespace {

void ask(const ropewalk::scan::Pack& pack) {
  for (std::uint32_t i = 0; i < pack.rows(ropewalk::scan::PackTable::kPackages) && i < 50; ++i) {
    const auto package = pack.package(i);
    for (const std::string_view version : {"1.0", "0.9-odd", "2!3.dev1"}) {
      static_cast<void>(ropewalk::scan::vulnerabilities(pack, package.ecosystem, package.name, version));
      static_cast<void>(ropewalk::scan::fix_for(pack, package.ecosystem, package.name, version));
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  if (const auto pack = ropewalk::scan::Pack::over(text, "fuzz")) {
    ask(*pack);
  }
  for (const std::string_view name : {"a.json", "a.yaml"}) {
    if (auto advisory = ropewalk::scan::read_advisory(text, name)) {
      const auto written = ropewalk::scan::write_pack({std::move(*advisory)}, {});
      if (const auto pack = ropewalk::scan::Pack::from_bytes(written.bytes, "fuzz")) {
        ask(*pack);
      } else {
        std::abort();
      }
    }
  }
  return 0;
}
