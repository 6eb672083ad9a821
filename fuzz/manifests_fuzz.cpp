// Fuzzes the readers of requirements, locks and other files that name packages. The first byte chooses the reader. What
// they find is listed and judged, so that places and names hold what comes after them, too.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "scan/advisories/built_in.h"
#include "scan/advisories/pack.h"
#include "scan/dependencies/fix_pins.h"
#include "scan/dependencies/judge.h"
#include "scan/dependencies/origin_checks.h"
#include "scan/dependencies/read/readers.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  const auto formats = ropewalk::scan::manifest_formats();
  const auto& format = formats[data[0] % formats.size()];
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::function<ropewalk::Result<std::string>(const std::string&)> read_file =
      [&](const std::string& name) -> ropewalk::Result<std::string> {
    if (name.size() % 3 == 0) {
      return ropewalk::fail(ropewalk::ErrorKind::kNotFound, "not there");
    }
    return std::string(text.substr(0, text.size() / 2));
  };
  ropewalk::scan::Manifest manifest;
  format.read({text, "folder/file", read_file}, manifest);
  for (const auto& dependency : manifest.dependencies) {
    if (dependency.kind == ropewalk::scan::DependencyKind::kPinned && dependency.version.empty() &&
        format.name == "requirements") {
      std::abort();
    }
  }
  static const auto kPack = ropewalk::scan::Pack::over(ropewalk::scan::built_in_advisories(), "built in");
  static_cast<void>(ropewalk::scan::list_packages(manifest));
  auto report = ropewalk::scan::judge_dependencies(manifest, *kPack);
  ropewalk::scan::check_origins(manifest, report);
  const auto plan = ropewalk::scan::plan_pin_fixes(report, manifest);
  static_cast<void>(ropewalk::scan::apply_pin_fixes(text, plan.fixes));
  return 0;
}
