#include "image/packages/os_release.h"

#include <fmt/format.h>

#include <array>

#include "base/strings.h"

namespace ropewalk::image {
namespace {

/// The last day of public security support, extended support by volunteers included (the projects' own pages).
struct EndOfLife {
  std::string_view id;
  std::string_view release;
  std::string_view day;
};

constexpr std::array kEnds = {
    EndOfLife{"debian", "8", "2020-06-30"},     EndOfLife{"debian", "9", "2022-06-30"},
    EndOfLife{"debian", "10", "2024-06-30"},    EndOfLife{"debian", "11", "2026-08-31"},
    EndOfLife{"debian", "12", "2028-06-30"},    EndOfLife{"debian", "13", "2030-06-30"},
    EndOfLife{"ubuntu", "16.04", "2021-04-30"}, EndOfLife{"ubuntu", "18.04", "2023-05-31"},
    EndOfLife{"ubuntu", "20.04", "2025-05-31"}, EndOfLife{"ubuntu", "22.04", "2027-06-01"},
    EndOfLife{"ubuntu", "24.04", "2029-05-31"}, EndOfLife{"ubuntu", "24.10", "2025-07-10"},
    EndOfLife{"ubuntu", "25.04", "2026-01-15"}, EndOfLife{"ubuntu", "25.10", "2026-07-09"},
    EndOfLife{"alpine", "3.12", "2022-05-01"},  EndOfLife{"alpine", "3.13", "2022-11-01"},
    EndOfLife{"alpine", "3.14", "2023-05-01"},  EndOfLife{"alpine", "3.15", "2023-11-01"},
    EndOfLife{"alpine", "3.16", "2024-05-23"},  EndOfLife{"alpine", "3.17", "2024-11-22"},
    EndOfLife{"alpine", "3.18", "2025-05-09"},  EndOfLife{"alpine", "3.19", "2025-11-01"},
    EndOfLife{"alpine", "3.20", "2026-04-01"},  EndOfLife{"alpine", "3.21", "2026-11-01"},
    EndOfLife{"alpine", "3.22", "2027-05-01"},  EndOfLife{"centos", "6", "2020-11-30"},
    EndOfLife{"centos", "7", "2024-06-30"},     EndOfLife{"centos", "8", "2021-12-31"},
    EndOfLife{"rhel", "7", "2024-06-30"},       EndOfLife{"rhel", "8", "2029-05-31"},
    EndOfLife{"rhel", "9", "2032-05-31"},       EndOfLife{"rocky", "8", "2029-05-31"},
    EndOfLife{"rocky", "9", "2032-05-31"},      EndOfLife{"almalinux", "8", "2029-03-01"},
    EndOfLife{"almalinux", "9", "2032-05-31"},  EndOfLife{"amzn", "1", "2023-12-31"},
    EndOfLife{"amzn", "2", "2026-06-30"},       EndOfLife{"amzn", "2023", "2029-06-30"},
    EndOfLife{"fedora", "39", "2024-11-26"},    EndOfLife{"fedora", "40", "2025-05-13"},
    EndOfLife{"fedora", "41", "2025-12-15"},
};

/// The first `count` parts of a version: `3.20` of `3.20.3`.
std::string_view parts(std::string_view version, int count) {
  std::size_t end = 0;
  for (int index = 0; index < count; ++index) {
    end = version.find('.', end + (index > 0 ? 1 : 0));
    if (end == std::string_view::npos) {
      return version;
    }
  }
  return version.substr(0, end);
}

}  // namespace

std::string OsRelease::ecosystem() const {
  if (version.empty()) {
    return id == "debian" ? "Debian" : "";
  }
  if (id == "debian") {
    return fmt::format("Debian:{}", parts(version, 1));
  }
  if (id == "ubuntu") {
    // Releases of April in even years are the ones with long support.
    const std::string_view release = parts(version, 2);
    const bool is_lts = release.ends_with(".04") && (release[1] - '0') % 2 == 0;
    return fmt::format("Ubuntu:{}{}", release, is_lts ? ":LTS" : "");
  }
  if (id == "alpine") {
    return fmt::format("Alpine:v{}", parts(version, 2));
  }
  if (id == "rocky") {
    return fmt::format("Rocky Linux:{}", parts(version, 1));
  }
  if (id == "almalinux") {
    return fmt::format("AlmaLinux:{}", parts(version, 1));
  }
  if (id == "rhel") {
    return fmt::format("Red Hat:enterprise_linux:{}", parts(version, 1));
  }
  if (id == "wolfi" || id == "chainguard") {
    return id == "wolfi" ? "Wolfi" : "Chainguard";
  }
  return {};
}

std::string_view OsRelease::end_of_life() const {
  const bool has_two = id == "ubuntu" || id == "alpine";
  const std::string_view release = parts(version, has_two ? 2 : 1);
  for (const EndOfLife& row : kEnds) {
    if (row.id == id && row.release == release) {
      return row.day;
    }
  }
  return {};
}

OsRelease read_os_release(std::string_view text) {
  OsRelease release;
  for (const std::string_view line : split_lines(text)) {
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos || trim(line).starts_with('#')) {
      continue;
    }
    const std::string_view key = trim(line.substr(0, equals));
    std::string_view value = trim(line.substr(equals + 1));
    if (value.size() >= 2 && (value.front() == '"' || value.front() == '\'') && value.back() == value.front()) {
      value = value.substr(1, value.size() - 2);
    }
    if (key == "ID") {
      release.id = to_lower(value);
    } else if (key == "ID_LIKE") {
      release.id_like = value;
    } else if (key == "VERSION_ID") {
      release.version = value;
    } else if (key == "VERSION_CODENAME") {
      release.codename = value;
    } else if (key == "PRETTY_NAME") {
      release.pretty_name = value;
    }
  }
  return release;
}

}  // namespace ropewalk::image
