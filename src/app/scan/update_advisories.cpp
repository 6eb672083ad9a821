#include "app/scan/update_advisories.h"

#include <fmt/format.h>

#include "app/keys/key_files.h"
#include "base/base64.h"
#include "base/hash.h"
#include "base/strings.h"

namespace ropewalk::app {
namespace {

using std::filesystem::path;

constexpr std::uint64_t kMostBytes = 512ULL << 20U;

Result<std::string> fetch(const std::string& url, std::uint64_t most_bytes, ports::Http& http,
                          const std::stop_token& stop) {
  auto answer = http.send(
      {.url = url, .timeout = std::chrono::milliseconds::zero(), .most_redirects = 5, .most_bytes = most_bytes}, stop);
  if (!answer) {
    return fail(std::move(answer.error()));
  }
  if (!answer->is_success()) {
    return fail(ErrorKind::kIncomplete, fmt::format("{}: the server answers {}", url, answer->status));
  }
  return std::move(answer->body);
}

Result<void> check_signature(const std::string& url, const std::string& bytes, const keys::PublicKey& key,
                             ports::Http& http, const std::stop_token& stop) {
  const auto text = fetch(url + ".sig", 1U << 20U, http, stop);
  if (!text) {
    return fail(text.error());
  }
  const auto signature = from_base64(trim(*text));
  if (!signature || !key.verifies(bytes, *signature)) {
    return fail(ErrorKind::kIncomplete, fmt::format("{}: the signature in {}.sig is not one of this key", url, url),
                "what was there is kept; ask whoever offers the file");
  }
  return {};
}

Result<void> check_digest(const std::string& url, const std::string& bytes, const std::string& wanted) {
  const std::string digest = to_hex(sha256(bytes));
  if (digest != to_lower(wanted)) {
    return fail(ErrorKind::kIncomplete, fmt::format("{}: the SHA-256 is {}, not {}", url, digest, wanted),
                "what was there is kept");
  }
  return {};
}

bool is_digest(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

bool is_trusted(const UpdateAdvisoriesRequest& request, const std::string& url) {
  return url.starts_with("https://") || request.key || request.sha256;
}

/// What came from each URL, checked.
Result<std::vector<std::string>> fetch_all(const UpdateAdvisoriesRequest& request, ports::Http& http,
                                           const ports::Files& files, const std::stop_token& stop) {
  if (request.sha256 && !is_digest(*request.sha256)) {
    return fail(ErrorKind::kUsage, fmt::format("--sha256: '{}' is no SHA-256", *request.sha256),
                "it has 64 hexadecimal digits, as `sha256sum` prints them");
  }
  std::optional<keys::PublicKey> key;
  if (request.key) {
    auto read = read_public_key(
        *request.key, [] { return Result<std::string>(fail(ErrorKind::kUsage, "--key takes a public key")); }, files);
    if (!read) {
      return fail(std::move(read.error()));
    }
    key = std::move(*read);
  }
  std::vector<std::string> all;
  for (const std::string& url : request.urls) {
    if (!is_trusted(request, url)) {
      return fail(ErrorKind::kUsage, fmt::format("nothing vouches for {}", url),
                  "take an https URL, or name a --key or a --sha256");
    }
    auto bytes = fetch(url, kMostBytes, http, stop);
    if (!bytes) {
      return fail(std::move(bytes.error()));
    }
    auto checked = key ? check_signature(url, *bytes, *key, http, stop) : Result<void>();
    if (checked && request.sha256) {
      checked = check_digest(url, *bytes, *request.sha256);
    }
    if (!checked) {
      return fail(std::move(checked.error()));
    }
    all.push_back(std::move(*bytes));
  }
  return all;
}

/// A pack is taken as it is; archives are made into one.
Result<std::string> to_pack(const std::vector<std::string>& urls, std::vector<std::string> all) {
  if (all.size() == 1 && all.front().starts_with(scan::kPackMagic)) {
    return std::move(all.front());
  }
  std::vector<NamedBytes> archives;
  for (std::size_t i = 0; i < all.size(); ++i) {
    archives.push_back({urls[i], std::move(all[i])});
  }
  auto built = build_advisory_data(std::move(archives), {.name = join(urls, ", "), .made = {}, .terms = {}});
  if (!built) {
    return fail(std::move(built.error()));
  }
  if (!built->errors.empty()) {
    Error error = built->errors.front();
    error.kind = ErrorKind::kIncomplete;
    return fail(std::move(error));
  }
  return std::move(built->pack.bytes);
}

}  // namespace

Result<UpdatedAdvisories> update_advisories(const UpdateAdvisoriesRequest& request, ports::Http& http,
                                            ports::Files& files, const ports::Environment& environment,
                                            std::stop_token stop) {
  auto all = fetch_all(request, http, files, stop);
  if (!all) {
    return fail(std::move(all.error()));
  }
  auto bytes = to_pack(request.urls, std::move(*all));
  if (!bytes) {
    return fail(std::move(bytes.error()));
  }
  const auto pack = scan::Pack::from_bytes(*bytes, request.urls.front());
  if (!pack) {
    return fail(pack.error());
  }
  if (pack->rows(scan::PackTable::kAdvisories) == 0) {
    return fail(ErrorKind::kIncomplete, fmt::format("{}: there is no advisory in it", request.urls.front()));
  }
  UpdatedAdvisories updated{.file = request.output.value_or(updated_advisory_data(environment)),
                            .newest = std::string(pack->newest()),
                            .advisories = pack->rows(scan::PackTable::kAdvisories),
                            .bytes = bytes->size()};
  const auto before = files.type_followed(updated.file) == ports::FileType::kFile
                          ? load_advisory_data(updated.file, files, environment)
                          : load_advisory_data(std::nullopt, files, environment);
  if (before && before->pack.newest() > pack->newest() && !request.allows_older) {
    return fail(ErrorKind::kIncomplete,
                fmt::format("{} is of {}, older than what is there, which is of {}", request.urls.front(),
                            pack->newest(), before->pack.newest()),
                "take it all the same with --allow-older");
  }
  if (const auto old = files.read(updated.file); old && *old == *bytes) {
    updated.is_same = true;
    return updated;
  }
  if (auto written = files.write(updated.file, *bytes); !written) {
    return fail(std::move(written.error()));
  }
  return updated;
}

}  // namespace ropewalk::app
