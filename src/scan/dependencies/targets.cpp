#include "scan/dependencies/targets.h"

#include <fmt/format.h>

#include "base/strings.h"
#include "versions/pep440.h"

namespace ropewalk::scan {
namespace {

bool set_system(std::string_view name, MarkerVariables& target) {
  if (name == "linux") {
    target["os_name"] = "posix";
    target["sys_platform"] = "linux";
    target["platform_system"] = "Linux";
  } else if (name == "macos" || name == "darwin") {
    target["os_name"] = "posix";
    target["sys_platform"] = "darwin";
    target["platform_system"] = "Darwin";
  } else if (name == "windows" || name == "win32") {
    target["os_name"] = "nt";
    target["sys_platform"] = "win32";
    target["platform_system"] = "Windows";
  } else {
    return false;
  }
  return true;
}

}  // namespace

Result<MarkerVariables> read_target(std::string_view text) {
  const auto wrong = [&] {
    return fail(ErrorKind::kUsage, fmt::format("no target '{}'", text),
                "write it as 3.12, 3.12-linux, 3.12-windows or 3.12-macos-arm64");
  };
  const auto parts = split(text, '-');
  const auto version = versions::Pep440::parse(parts.front());
  if (!version || version->release.size() < 2 || parts.size() > 3) {
    return wrong();
  }
  MarkerVariables target;
  target["python_version"] = version->release[0] + "." + version->release[1];
  // Without a third number the patch level stays open.
  if (version->release.size() > 2) {
    target["python_full_version"] = std::string(parts.front());
    target["implementation_version"] = std::string(parts.front());
  }
  target["platform_python_implementation"] = "CPython";
  target["implementation_name"] = "cpython";
  if (parts.size() > 1 && !set_system(parts[1], target)) {
    return wrong();
  }
  if (parts.size() > 2) {
    target["platform_machine"] = std::string(parts[2]);
  }
  return target;
}

}  // namespace ropewalk::scan
