#include "scan/secrets/detect/detector.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/strings.h"
#include "scan/secrets/decode/decoded_text.h"
#include "scan/secrets/detect/entropy.h"
#include "scan/secrets/detect/rarity.h"
#include "scan/secrets/match/searched_text.h"
#include "scan/secrets/rules/allow.h"

namespace ropewalk::scan {

/// One time over the text: as it is, or decoded once more.
struct Detector::Pass {
  const Fragment& fragment;
  const Lines& lines;
  std::string_view text;
  SearchedText searched;
  /// Null for the text as it is.
  const DecodedText* decoded = nullptr;
};

namespace {

constexpr std::string_view kGitleaksWord = "gitleaks:allow";
/// Words by which other tools' users mark a line that holds no secret.
constexpr std::array<std::string_view, 4> kAllowWords = {kGitleaksWord, "betterleaks:allow", "kingfisher:ignore",
                                                         "trufflehog:ignore"};

std::string_view part(std::string_view text, Span span) { return text.substr(span.begin, span.end - span.begin); }

std::string allow_word(std::string_view line, bool is_gitleaks) {
  for (const std::string_view word : kAllowWords) {
    if (line.find(word) != std::string_view::npos) {
      return std::string(word);
    }
    if (is_gitleaks) {
      break;
    }
  }
  return {};
}

bool take(std::string_view& text, std::string_view beginning) {
  const bool is_there = text.starts_with(beginning);
  text.remove_prefix(is_there ? beginning.size() : 0);
  return is_there;
}

bool take_joint(std::string_view& text) { return take(text, " ") || take(text, "-"); }

/// The comment of detect-secrets in a line: `pragma: allowlist secret`, for the line itself, or
/// `pragma: allowlist nextline secret`, alone in its line, for the one behind it.
std::string pragma_in(std::string_view line, bool is_for_next) {
  constexpr std::string_view kPragma = "pragma:";
  for (std::size_t at = line.find(kPragma); at != std::string_view::npos; at = line.find(kPragma, at + 1)) {
    std::string_view rest = line.substr(at + kPragma.size());
    take(rest, " ");
    const bool is_said = (take(rest, "allowlist") || take(rest, "whitelist")) && take_joint(rest) &&
                         (!is_for_next || (take(rest, "nextline") && take_joint(rest))) && take(rest, "secret");
    const std::string_view before = line.substr(0, at);
    const bool is_alone =
        std::none_of(before.begin(), before.end(), [](unsigned char c) { return std::isalnum(c) != 0; });
    if (is_said && (!is_for_next || is_alone)) {
      return std::string(line.substr(at, line.size() - rest.size() - at));
    }
  }
  return {};
}

/// The line in front of the one that begins at `at`.
std::string_view line_before(std::string_view text, std::size_t at) {
  if (at == 0) {
    return {};
  }
  const std::string_view front = text.substr(0, at - 1);
  return front.substr(front.rfind('\n') + 1);
}

/// The lines on which the stretches are; those that share a line are one.
std::vector<Span> whole_lines(std::string_view text, const std::vector<Span>& stretches) {
  std::vector<Span> lines;
  for (const Span stretch : stretches) {
    if (!lines.empty() && stretch.end <= lines.back().end) {
      continue;
    }
    const std::size_t before = stretch.begin == 0 ? std::string_view::npos : text.rfind('\n', stretch.begin - 1);
    const Span line{before == std::string_view::npos ? 0 : before + 1,
                    std::min(text.find('\n', stretch.end), text.size())};
    if (!lines.empty() && line.begin <= lines.back().end) {
      lines.back().end = std::max(lines.back().end, line.end);
    } else {
      lines.push_back(line);
    }
  }
  return lines;
}

/// Without line ends at either end, which some expressions take along.
Span trimmed(std::string_view text, Span span) {
  while (span.begin < span.end && text[span.begin] == '\n') {
    ++span.begin;
  }
  while (span.end > span.begin && text[span.end - 1] == '\n') {
    --span.end;
  }
  return span;
}

/// The name at the beginning of an assignment.
std::string_view name_in(std::string_view text) {
  const auto end = std::find_if(text.begin(), text.end(), [](char c) {
    return !(std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.');
  });
  return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

bool is_generic(const Rule& rule) { return to_lower(rule.id).find("generic") != std::string::npos; }

/// True when something tells what a value is for: more text in its line, or the file's name. A text without a name
/// (a commit's message, standard input) is context enough.
bool has_context(std::string_view line, std::string_view secret, std::string_view path) {
  constexpr std::array<std::string_view, 7> kTelling = {"key", "secret", "token", "cred", "auth", "google", "env"};
  if (path.empty() || trim(line) != secret) {
    return true;
  }
  const std::string lower = to_lower(path);
  return std::any_of(kTelling.begin(), kTelling.end(),
                     [&lower](std::string_view word) { return lower.find(word) != std::string::npos; });
}

/// A generic rule yields to one that knows what it found on that line.
void drop_generic(std::vector<Hit>& hits) {
  const std::vector<Hit> all = hits;
  std::erase_if(hits, [&all](const Hit& hit) {
    return is_generic(*hit.rule) && std::any_of(all.begin(), all.end(), [&hit](const Hit& other) {
             return hit.place.start_line == other.place.start_line && hit.rule != other.rule &&
                    other.secret.find(hit.secret) != std::string::npos && !is_generic(*other.rule);
           });
  });
}

bool is_near(const Hit& hit, const Hit& other, const Required& required) {
  return (!required.within_lines ||
          std::abs(hit.place.start_line - other.place.start_line) <= *required.within_lines) &&
         (!required.within_columns ||
          std::abs(hit.place.start_column - other.place.start_column) <= *required.within_columns);
}

}  // namespace

Detector::Detector(const RuleSet& rules, DetectOptions options)
    : rules_(rules),
      options_(options),
      ordered_([&rules] {
        std::vector<const Rule*> ordered;
        for (const auto& [id, rule] : rules.rules) {
          ordered.push_back(&rule);
        }
        return ordered;
      }()),
      prefilter_(ordered_) {}

bool Detector::skips(std::string_view path, std::string_view commit) const {
  return is_own_file(path) || is_source_allowed(rules_.allow_lists, path, commit);
}

bool Detector::looks_at_names() const {
  return std::any_of(ordered_.begin(), ordered_.end(), [](const Rule* rule) { return !rule->regex; });
}

std::vector<Hit> Detector::detect_in_name(const std::string& path, const std::string& commit) const {
  std::vector<Hit> hits;
  if (skips(path, commit)) {
    return hits;
  }
  hits = detect({.text = path, .path = {}, .commit = commit});
  for (Hit& hit : hits) {
    hit.place = {};
    hit.tags.emplace_back("file-name");
    hit.is_in_name = true;
  }
  return hits;
}

std::vector<Hit> Detector::detect(const Fragment& fragment) const {
  std::vector<Hit> hits;
  if (!fragment.is_nameless && skips(fragment.path, fragment.commit)) {
    return hits;
  }
  const Lines lines(fragment.text);
  Pass pass{fragment, lines, fragment.text, SearchedText(fragment.text)};
  run_pass(pass, hits);
  std::shared_ptr<const DecodedText> decoded;
  for (int depth = 1; depth <= options_.decode_depth; ++depth) {
    decoded = decode_pass(pass.text, std::move(decoded));
    if (decoded->segments.empty()) {
      break;
    }
    pass.text = decoded->text;
    pass.searched = SearchedText(pass.text);
    pass.decoded = decoded.get();
    run_pass(pass, hits);
  }
  drop_generic(hits);
  return hits;
}

bool Detector::may_find_anew(std::string_view text, const std::vector<Span>& fresh) const {
  if (!prefilter_.is_local() || !is_valid_utf8(text)) {
    return may_find(text);
  }
  const std::vector<Span> places = whole_lines(text, fresh);
  const auto candidates = prefilter_.candidates_near(text, places);
  if (!candidates) {
    return may_find(text);
  }
  const Fragment fragment{.text = text, .is_nameless = true};
  const Lines lines(text);
  const Pass pass{fragment, lines, text, SearchedText(text)};
  std::vector<Hit> hits;
  for (const Candidates& candidate : *candidates) {
    if (!ordered_[candidate.rule]->is_auxiliary) {
      run_rule(*ordered_[candidate.rule], pass, &candidate, false, hits);
    }
  }
  if (!hits.empty()) {
    return true;
  }
  // What is encoded beside what is new may be a part of the same match once it is decoded.
  std::vector<Span> looked_at = places;
  for (const Candidates& candidate : *candidates) {
    if (prefilter_.goes_over_lines(candidate.rule)) {
      looked_at.insert(looked_at.end(), candidate.pieces.begin(), candidate.pieces.end());
    }
  }
  const bool is_encoded =
      options_.decode_depth > 0 && std::any_of(looked_at.begin(), looked_at.end(), [text](Span place) {
        return !decode_pass(part(text, place), nullptr)->segments.empty();
      });
  return is_encoded && may_find(text);
}

void Detector::run_pass(const Pass& pass, std::vector<Hit>& hits) const {
  std::vector<const Candidates*> where(ordered_.size());
  std::vector<Candidates> candidates = prefilter_.candidates(pass.text);
  if (pass.decoded != nullptr) {
    // What touches nothing that was decoded was found in the pass before.
    for (Candidates& candidate : candidates) {
      std::erase_if(candidate.pieces, [&pass](Span piece) { return !touches_segment(*pass.decoded, piece); });
    }
  }
  for (const Candidates& candidate : candidates) {
    where[candidate.rule] = &candidate;
  }
  for (std::size_t number = 0; number < ordered_.size(); ++number) {
    const Rule& rule = *ordered_[number];
    const bool is_about_names = !rule.regex && rule.path && pass.decoded == nullptr && !pass.fragment.is_nameless;
    if (!rule.is_auxiliary && (where[number] != nullptr || is_about_names)) {
      run_rule(rule, pass, where[number], false, hits);
    }
  }
}

void Detector::run_rule(const Rule& rule, const Pass& pass, const Candidates* where, bool is_required,
                        std::vector<Hit>& hits) const {
  const Fragment& fragment = pass.fragment;
  if (rule.path && !fragment.is_nameless && !rule.path->is_match(fragment.path)) {
    return;
  }
  if (!fragment.is_nameless && is_source_allowed(rule.allow_lists, fragment.path, fragment.commit)) {
    return;
  }
  if (!rule.regex) {
    if (pass.decoded == nullptr) {
      Hit hit;
      hit.rule = &rule;
      hit.is_file_name = true;
      hit.tags = rule.tags;
      hits.push_back(std::move(hit));
    }
    return;
  }
  std::vector<Span> matches;
  const std::vector<Span> everywhere = {{0, pass.text.size()}};
  for (const Span piece : where != nullptr ? where->pieces : everywhere) {
    for (const Span match : pass.searched.find_all(*rule.regex, piece, options_.is_gitleaks)) {
      matches.push_back(match);
    }
  }
  if (matches.empty()) {
    return;
  }
  if (!is_required && !rule.keywords.empty()) {
    const std::string lower = to_lower(pass.text);
    if (std::none_of(rule.keywords.begin(), rule.keywords.end(),
                     [&](const std::string& keyword) { return lower.find(keyword) != std::string::npos; })) {
      return;
    }
  }
  std::vector<Hit> found;
  for (const Span match : matches) {
    Hit hit;
    if (judge(rule, pass, match, hit)) {
      found.push_back(std::move(hit));
    }
  }
  if (!is_required && !rule.required.empty()) {
    found = with_required(rule, pass, std::move(found));
  }
  hits.insert(hits.end(), std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
}

bool Detector::judge(const Rule& rule, const Pass& pass, Span match, Hit& hit) const {
  const Fragment& fragment = pass.fragment;
  const Span inner = trimmed(pass.text, match);
  const std::string_view found = part(pass.text, inner);
  std::string room;
  const std::string_view found_clean = pass.searched.part(inner, room);
  hit.rule = &rule;
  hit.tags = rule.tags;
  std::string_view current_line;
  if (pass.decoded != nullptr) {
    const std::vector<DecodedSegment> segments = segments_at(*pass.decoded, match);
    if (segments.empty()) {
      return false;  // found in the pass before
    }
    hit.match = original_place(*pass.decoded, match);
    for (std::string& tag : decoding_tags(segments)) {
      hit.tags.push_back(std::move(tag));
    }
    current_line = decoded_line(*pass.decoded, segments);
  } else {
    hit.match = {match.begin, match.begin + found.size()};
  }
  hit.match.end = std::min(hit.match.end, fragment.text.size());
  hit.match.begin = std::min(hit.match.begin, hit.match.end);

  // The groups come from a search of the match alone.
  std::string_view secret = found;
  if (rule.regex->group_count() > 0) {
    const auto groups = rule.regex->captures(found_clean);
    const auto in_text = [&](std::string_view piece) {
      return found.substr(static_cast<std::size_t>(piece.data() - found_clean.data()), piece.size());
    };
    if (rule.secret_group > 0 && groups.size() > static_cast<std::size_t>(rule.secret_group)) {
      const auto& group = groups[static_cast<std::size_t>(rule.secret_group)];
      secret = group && !group->empty() ? in_text(*group) : std::string_view();
    } else if (rule.secret_group == 0) {
      for (std::size_t number = 1; number < groups.size(); ++number) {
        if (groups[number] && !groups[number]->empty()) {
          secret = in_text(*groups[number]);
          break;
        }
      }
    }
  }
  hit.secret = secret;
  hit.entropy = shannon_entropy(secret);
  if (rule.entropy != 0 && hit.entropy <= rule.entropy) {
    return false;
  }
  if (rule.filter != ValueFilter::kNone) {
    const std::string_view before =
        secret.empty() ? found : found.substr(0, static_cast<std::size_t>(secret.data() - found.data()));
    if (!passes(rule.filter, name_in(before), secret)) {
      return false;
    }
    if (rule.filter >= ValueFilter::kValue) {
      hit.rarity = rarity(secret);
    }
  }
  hit.secret_span = hit.match;
  if (pass.decoded == nullptr && !secret.empty()) {
    const auto begin = static_cast<std::size_t>(secret.data() - pass.text.data());
    hit.secret_span = {begin, begin + secret.size()};
  }
  hit.place = options_.is_gitleaks ? pass.lines.gitleaks_place(hit.match) : pass.lines.place(hit.secret_span);
  const std::string_view line = part(fragment.text, hit.place.line);
  if (rule.needs_context && pass.decoded == nullptr && !fragment.is_nameless &&
      !has_context(line, secret, fragment.path)) {
    return false;
  }
  hit.allowed_by = allow_word(line, options_.is_gitleaks);
  if (hit.allowed_by.empty() && !options_.is_gitleaks) {
    hit.allowed_by = pragma_in(line, false);
  }
  if (hit.allowed_by.empty() && !options_.is_gitleaks) {
    hit.allowed_by = pragma_in(line_before(fragment.text, hit.place.line.begin), true);
  }
  if (options_.is_gitleaks && !hit.allowed_by.empty()) {
    return false;
  }
  const AllowSubject subject{.path = fragment.path,
                             .commit = fragment.commit,
                             .secret = hit.secret,
                             .match = found,
                             .line = current_line.empty() ? line : current_line,
                             .is_nameless = fragment.is_nameless};
  if (is_finding_allowed(rules_.allow_lists, subject) || is_finding_allowed(rule.allow_lists, subject)) {
    return false;
  }
  hit.place.start_line += fragment.first_line;
  hit.place.end_line += fragment.first_line;
  return true;
}

std::vector<Hit> Detector::with_required(const Rule& rule, const Pass& pass, std::vector<Hit> hits) const {
  std::vector<std::vector<Hit>> others;
  for (const Required& required : rule.required) {
    others.emplace_back();
    if (const auto other = rules_.rules.find(required.rule); !hits.empty() && other != rules_.rules.end()) {
      run_rule(other->second, pass, nullptr, true, others.back());
    }
  }
  std::erase_if(hits, [&](const Hit& hit) {
    for (std::size_t number = 0; number < others.size(); ++number) {
      if (std::none_of(others[number].begin(), others[number].end(),
                       [&](const Hit& other) { return is_near(hit, other, rule.required[number]); })) {
        return true;
      }
    }
    return false;
  });
  return hits;
}

}  // namespace ropewalk::scan
