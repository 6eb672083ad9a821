#include "image/sigstore/log_proof.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/base64.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/strings.h"

namespace ropewalk::image {
namespace {

constexpr std::size_t kHashSize = 32;

std::string hash_of(std::string_view bytes) {
  const Sha256Digest digest = sha256(bytes);
  return {digest.begin(), digest.end()};
}

std::string node_hash(std::string_view left, std::string_view right) {
  return hash_of(fmt::format("{}{}{}", '\x01', left, right));
}

Result<void> refuse(std::string why) { return fail(ErrorKind::kInvalid, std::move(why)); }

/// The time and the place are signed as JSON with its keys in order (RFC 8785).
Result<void> prove_promise(const LogEntry& entry, const TrustedLog& log) {
  const std::string signed_text = to_json_text(json::object{{"body", to_base64(entry.body)},
                                                            {"integratedTime", entry.integrated_time},
                                                            {"logID", to_hex(entry.log_id)},
                                                            {"logIndex", entry.log_index}});
  return log.key.verifies(signed_text, entry.promise) ? Result<void>()
                                                      : refuse("the log has not signed the entry's time and place");
}

/// A signed note: origin, size and root hash, each on a line; an empty line; signatures, each with a hint of four bytes
/// which key it was.
Result<void> prove_checkpoint(const InclusionProof& proof, const TrustedLog& log) {
  const std::string_view note = proof.checkpoint;
  const std::size_t gap = note.find("\n\n");
  const auto lines = split(note.substr(0, gap == std::string_view::npos ? 0 : gap), '\n');
  if (lines.size() < 3) {
    return refuse("the log's checkpoint cannot be read");
  }
  if (lines[1] != fmt::format("{}", proof.tree_size) || lines[2] != to_base64(proof.root_hash)) {
    return refuse("the log's checkpoint is of another tree");
  }
  const std::string_view text = note.substr(0, gap + 1);
  for (const std::string_view line : split(note.substr(gap + 2), '\n')) {
    const std::size_t space = line.rfind(' ');
    const auto bytes = !line.starts_with("\u2014 ") || space == std::string_view::npos
                           ? std::nullopt
                           : from_base64(line.substr(space + 1));
    constexpr std::size_t kHintSize = 4;
    if (bytes && bytes->size() > kHintSize && log.key.verifies(text, bytes->substr(kHintSize))) {
      return {};
    }
  }
  return refuse("the log has not signed its checkpoint");
}

}  // namespace

std::string leaf_hash(std::string_view body) { return hash_of(fmt::format("{}{}", '\x00', body)); }

std::string root_of(std::string_view leaf, const InclusionProof& proof) {
  if (proof.log_index < 0 || proof.log_index >= proof.tree_size) {
    return "";
  }
  auto place = static_cast<std::uint64_t>(proof.log_index);
  auto last = static_cast<std::uint64_t>(proof.tree_size) - 1;
  std::string root(leaf);
  for (const std::string& hash : proof.hashes) {
    if (last == 0 || hash.size() != kHashSize) {
      return "";
    }
    if ((place & 1U) != 0 || place == last) {
      root = node_hash(hash, root);
      while ((place & 1U) == 0 && place != 0) {
        place >>= 1U;
        last >>= 1U;
      }
    } else {
      root = node_hash(root, hash);
    }
    place >>= 1U;
    last >>= 1U;
  }
  return last == 0 ? root : "";
}

Result<std::chrono::system_clock::time_point> prove_entry(const LogEntry& entry, const std::vector<TrustedLog>& logs) {
  const auto log =
      std::find_if(logs.begin(), logs.end(), [&](const TrustedLog& one) { return one.id == entry.log_id; });
  if (log == logs.end()) {
    return fail(ErrorKind::kInvalid, "the entry is in a log that is not trusted");
  }
  if (entry.promise.empty()) {
    return fail(ErrorKind::kInvalid, "the log has not signed when the entry was made");
  }
  if (auto held = prove_promise(entry, *log); !held) {
    return fail(std::move(held.error()));
  }
  const std::chrono::system_clock::time_point time{std::chrono::seconds(entry.integrated_time)};
  if (!log->validity.holds(time)) {
    return fail(ErrorKind::kInvalid, "the log was not trusted when the entry was made");
  }
  if (entry.proof.checkpoint.empty()) {
    return fail(ErrorKind::kInvalid, "there is no proof that the entry is in the log");
  }
  if (auto held = prove_checkpoint(entry.proof, *log); !held) {
    return fail(std::move(held.error()));
  }
  if (root_of(leaf_hash(entry.body), entry.proof) != entry.proof.root_hash) {
    return fail(ErrorKind::kInvalid, "the entry is not in the log's tree");
  }
  return time;
}

}  // namespace ropewalk::image
