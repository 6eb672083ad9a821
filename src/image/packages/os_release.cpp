#include "image/packages/os_release.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/strings.h"

namespace ropewalk::image {
namespace {

/// The last day of public security support, extended support by volunteers included (the projects' own pages).
struct EndOfLife {
  std::string_view id;
  std::string_view release;
  std::string_view day;
};

/// Of each distribution the oldest first.
constexpr std::array kEnds = {
    EndOfLife{"debian", "4", "2010-02-15"},
    EndOfLife{"debian", "5", "2012-02-06"},
    EndOfLife{"debian", "6", "2016-02-29"},
    EndOfLife{"debian", "7", "2018-05-31"},
    EndOfLife{"debian", "8", "2020-06-30"},
    EndOfLife{"debian", "9", "2022-06-30"},
    EndOfLife{"debian", "10", "2024-06-30"},
    EndOfLife{"debian", "11", "2026-08-31"},
    EndOfLife{"debian", "12", "2028-06-30"},
    EndOfLife{"debian", "13", "2030-06-30"},
    EndOfLife{"ubuntu", "10.04", "2015-04-30"},
    EndOfLife{"ubuntu", "12.04", "2017-04-28"},
    EndOfLife{"ubuntu", "14.04", "2019-04-25"},
    EndOfLife{"ubuntu", "14.10", "2015-07-23"},
    EndOfLife{"ubuntu", "15.04", "2016-02-04"},
    EndOfLife{"ubuntu", "15.10", "2016-07-28"},
    EndOfLife{"ubuntu", "16.04", "2021-04-30"},
    EndOfLife{"ubuntu", "16.10", "2017-07-20"},
    EndOfLife{"ubuntu", "17.04", "2018-01-13"},
    EndOfLife{"ubuntu", "17.10", "2018-07-19"},
    EndOfLife{"ubuntu", "18.04", "2023-05-31"},
    EndOfLife{"ubuntu", "18.10", "2019-07-18"},
    EndOfLife{"ubuntu", "19.04", "2020-01-23"},
    EndOfLife{"ubuntu", "19.10", "2020-07-17"},
    EndOfLife{"ubuntu", "20.04", "2025-05-31"},
    EndOfLife{"ubuntu", "20.10", "2021-07-22"},
    EndOfLife{"ubuntu", "21.04", "2022-01-20"},
    EndOfLife{"ubuntu", "21.10", "2022-07-14"},
    EndOfLife{"ubuntu", "22.04", "2027-06-01"},
    EndOfLife{"ubuntu", "22.10", "2023-07-20"},
    EndOfLife{"ubuntu", "23.04", "2024-01-25"},
    EndOfLife{"ubuntu", "23.10", "2024-07-11"},
    EndOfLife{"ubuntu", "24.04", "2029-05-31"},
    EndOfLife{"ubuntu", "24.10", "2025-07-10"},
    EndOfLife{"ubuntu", "25.04", "2026-01-15"},
    EndOfLife{"ubuntu", "25.10", "2026-07-09"},
    EndOfLife{"alpine", "3.0", "2016-05-01"},
    EndOfLife{"alpine", "3.1", "2016-11-01"},
    EndOfLife{"alpine", "3.2", "2017-05-01"},
    EndOfLife{"alpine", "3.3", "2017-11-01"},
    EndOfLife{"alpine", "3.4", "2018-05-01"},
    EndOfLife{"alpine", "3.5", "2018-11-01"},
    EndOfLife{"alpine", "3.6", "2019-05-01"},
    EndOfLife{"alpine", "3.7", "2019-11-01"},
    EndOfLife{"alpine", "3.8", "2020-05-01"},
    EndOfLife{"alpine", "3.9", "2020-11-01"},
    EndOfLife{"alpine", "3.10", "2021-05-01"},
    EndOfLife{"alpine", "3.11", "2021-11-01"},
    EndOfLife{"alpine", "3.12", "2022-05-01"},
    EndOfLife{"alpine", "3.13", "2022-11-01"},
    EndOfLife{"alpine", "3.14", "2023-05-01"},
    EndOfLife{"alpine", "3.15", "2023-11-01"},
    EndOfLife{"alpine", "3.16", "2024-05-23"},
    EndOfLife{"alpine", "3.17", "2024-11-22"},
    EndOfLife{"alpine", "3.18", "2025-05-09"},
    EndOfLife{"alpine", "3.19", "2025-11-01"},
    EndOfLife{"alpine", "3.20", "2026-04-01"},
    EndOfLife{"alpine", "3.21", "2026-11-01"},
    EndOfLife{"alpine", "3.22", "2027-05-01"},
    EndOfLife{"alpine", "3.23", "2027-11-01"},
    EndOfLife{"centos", "5", "2017-03-31"},
    EndOfLife{"centos", "6", "2020-11-30"},
    EndOfLife{"centos", "7", "2024-06-30"},
    EndOfLife{"centos", "8", "2021-12-31"},
    EndOfLife{"centos", "9", "2027-05-31"},
    EndOfLife{"rhel", "5", "2017-03-31"},
    EndOfLife{"rhel", "6", "2020-11-30"},
    EndOfLife{"rhel", "7", "2024-06-30"},
    EndOfLife{"rhel", "8", "2029-05-31"},
    EndOfLife{"rhel", "9", "2032-05-31"},
    EndOfLife{"rhel", "10", "2035-05-31"},
    EndOfLife{"rocky", "8", "2029-05-31"},
    EndOfLife{"rocky", "9", "2032-05-31"},
    EndOfLife{"rocky", "10", "2035-05-31"},
    EndOfLife{"almalinux", "8", "2029-03-01"},
    EndOfLife{"almalinux", "9", "2032-05-31"},
    EndOfLife{"almalinux", "10", "2035-05-31"},
    EndOfLife{"ol", "6", "2021-03-31"},
    EndOfLife{"ol", "7", "2024-12-31"},
    EndOfLife{"ol", "8", "2029-07-31"},
    EndOfLife{"ol", "9", "2032-06-30"},
    EndOfLife{"amzn", "1", "2023-12-31"},
    EndOfLife{"amzn", "2", "2026-06-30"},
    EndOfLife{"amzn", "2023", "2029-06-30"},
    EndOfLife{"fedora", "30", "2020-05-26"},
    EndOfLife{"fedora", "31", "2020-11-24"},
    EndOfLife{"fedora", "32", "2021-05-25"},
    EndOfLife{"fedora", "33", "2021-11-30"},
    EndOfLife{"fedora", "34", "2022-06-07"},
    EndOfLife{"fedora", "35", "2022-12-13"},
    EndOfLife{"fedora", "36", "2023-05-16"},
    EndOfLife{"fedora", "37", "2023-12-05"},
    EndOfLife{"fedora", "38", "2024-05-21"},
    EndOfLife{"fedora", "39", "2024-11-26"},
    EndOfLife{"fedora", "40", "2025-05-13"},
    EndOfLife{"fedora", "41", "2025-12-15"},
    EndOfLife{"fedora", "42", "2026-05-13"},
    EndOfLife{"opensuse-leap", "15.0", "2019-12-03"},
    EndOfLife{"opensuse-leap", "15.1", "2021-02-02"},
    EndOfLife{"opensuse-leap", "15.2", "2022-01-04"},
    EndOfLife{"opensuse-leap", "15.3", "2022-12-31"},
    EndOfLife{"opensuse-leap", "15.4", "2023-12-07"},
    EndOfLife{"opensuse-leap", "15.5", "2024-12-31"},
    EndOfLife{"opensuse-leap", "15.6", "2026-04-30"},
    EndOfLife{"opensuse-leap", "42.1", "2017-05-17"},
    EndOfLife{"opensuse-leap", "42.2", "2018-01-26"},
    EndOfLife{"opensuse-leap", "42.3", "2019-07-01"},
    EndOfLife{"sles", "11", "2019-03-31"},
    EndOfLife{"sles", "12", "2024-10-31"},
    EndOfLife{"mariner", "1", "2023-07-31"},
    EndOfLife{"mariner", "2", "2025-07-31"},
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

/// By the numbers of both; false for what is none.
bool is_older(std::string_view release, std::string_view than) {
  const auto left = split(release, '.');
  const auto right = split(than, '.');
  for (std::size_t at = 0; at < std::min(left.size(), right.size()); ++at) {
    int a = 0;
    int b = 0;
    const auto read = [](std::string_view text, int& number) {
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
      return error == std::errc() && end == text.data() + text.size();
    };
    if (!read(left[at], a) || !read(right[at], b) || a != b) {
      return a < b && a > 0;
    }
  }
  return false;
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
  const bool has_two = id == "ubuntu" || id == "alpine" || id == "opensuse-leap";
  std::string_view release = parts(version, has_two ? 2 : 1);
  if (id == "amzn" && release.starts_with("201")) {
    release = "1";  // `2018.03`: the first one named itself by months
  }
  const EndOfLife* oldest = nullptr;
  for (const EndOfLife& row : kEnds) {
    if (row.id != id) {
      continue;
    }
    if (row.release == release) {
      return row.day;
    }
    oldest = oldest == nullptr ? &row : oldest;
  }
  // What is older than all that are known here has ended, at the latest with them.
  return oldest != nullptr && is_older(release, oldest->release) ? oldest->day : std::string_view();
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
