#include "scan/secrets/match/shape.h"

#include <algorithm>
#include <cmath>

namespace ropewalk::scan {
namespace {

constexpr std::size_t kMostTexts = 96;
constexpr std::size_t kLongestText = 32;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

void make_unique(std::vector<std::string>& texts) {
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
}

/// How much a letter says: those that stand everywhere in texts and programs say little.
double weight(char c) {
  constexpr std::string_view kCommon = "etaoinsrhldcumpf _-.:=,()\"'/\n\t";
  return kCommon.find(c) != std::string_view::npos ? 0.8 : 1.2;
}

double score(const Needle& needle) {
  double worst = 1e9;
  for (const std::string& literal : needle.literals) {
    double sum = 0;
    for (const char c : literal) {
      sum += weight(c);
    }
    worst = std::min(worst, sum);
  }
  return worst - 0.2 * std::log2(static_cast<double>(needle.literals.size()) + 1);
}

/// Literals of one byte are no needle, unless it is one that stands nearly nowhere; those of none are everywhere.
bool is_useful(const std::vector<std::string>& literals) {
  constexpr std::string_view kRare = "|~@%^!&?";
  return !literals.empty() && std::all_of(literals.begin(), literals.end(), [kRare](const std::string& text) {
    return text.size() >= 2 || (text.size() == 1 && kRare.find(text[0]) != std::string_view::npos);
  });
}

bool keep_better(std::optional<Needle>& best, Needle candidate) {
  const bool is_better = is_useful(candidate.literals) && (!best || score(candidate) > score(*best));
  if (is_better) {
    best = std::move(candidate);
  }
  return is_better;
}

std::optional<std::vector<std::string>> product(const std::vector<std::string>& first,
                                                const std::vector<std::string>& second) {
  if (first.size() * second.size() > kMostTexts) {
    return std::nullopt;
  }
  std::vector<std::string> all;
  for (const std::string& a : first) {
    for (const std::string& b : second) {
      if (a.size() + b.size() > kLongestText) {
        return std::nullopt;
      }
      all.push_back(a + b);
    }
  }
  make_unique(all);
  return all;
}

/// The needle of a part, or the texts that it can match as one.
std::optional<Needle> needle_of(const Shape& shape) {
  std::optional<Needle> best = shape.needle;
  if (shape.exact) {
    keep_better(best, {*shape.exact, 0, {}});
  }
  return best;
}

}  // namespace

Shape shape_of_text(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), lower);
  Shape shape;
  shape.most = text.size();
  if (!text.empty()) {
    shape.tail.cut();
  }
  shape.exact = {{std::move(text)}};
  return shape;
}

Shape shape_of_class(const ByteSet& ascii, bool has_others) {
  constexpr std::size_t kFew = 8;
  constexpr std::size_t kLongestCharacter = 4;
  Shape shape;
  shape.most = has_others ? kLongestCharacter : 1;
  shape.tail = TailPart::one_of(ascii, has_others);
  if (has_others) {
    return shape;
  }
  std::vector<std::string> texts;
  for (unsigned c = 0; c < 128; ++c) {
    if (ascii[c]) {
      texts.emplace_back(1, lower(static_cast<char>(c)));
    }
  }
  make_unique(texts);
  if (texts.size() <= kFew) {
    shape.exact = std::move(texts);
  }
  return shape;
}

Shape in_sequence(const std::vector<Shape>& parts) {
  Shape whole;
  // The texts of the parts that stand next to each other, and where the first of them begins.
  std::vector<std::string> run = {""};
  std::size_t run_before = 0;
  bool is_one_run = true;
  std::size_t offset = 0;
  // Behind a loop without a limit distances from the beginning are not known.
  bool is_far = false;
  // With which part goes on what stands behind the best needle.
  std::size_t tail_begin = 0;
  const auto end_run = [&](std::size_t number, std::size_t next) {
    if (run_before != static_cast<std::size_t>(-1) && keep_better(whole.needle, {run, run_before, {}})) {
      tail_begin = number;
    }
    run = {""};
    run_before = next;
  };
  constexpr auto kFar = static_cast<std::size_t>(-1);
  for (std::size_t number = 0; number < parts.size(); ++number) {
    const Shape& part = parts[number];
    const auto longer = part.exact ? product(run, *part.exact) : std::nullopt;
    if (longer) {
      run = *longer;
    } else {
      is_one_run = false;
      end_run(number, is_far ? kFar : offset);
      if (part.exact) {
        run = *part.exact;
      } else {
        if (part.needle && !is_far &&
            keep_better(whole.needle, {part.needle->literals, part.needle->before + offset, part.needle->tail})) {
          tail_begin = number + 1;
        }

        is_far = is_far || part.is_endless();
        run_before = is_far ? kFar : offset + part.most;
      }
    }
    offset += part.most;
    whole.endless |= part.endless;
  }
  if (is_one_run) {
    whole.exact = run;
  }
  end_run(parts.size(), 0);
  whole.most = offset;
  for (std::size_t number = 0; number < parts.size(); ++number) {
    whole.tail.append(parts[number].tail);
    if (whole.needle && number >= tail_begin) {
      whole.needle->tail.append(parts[number].tail);
    }
  }
  return whole;
}

Shape either(const std::vector<Shape>& parts) {
  Shape whole;
  whole.exact.emplace();
  whole.needle.emplace();
  std::vector<const TailPart*> tails;
  std::vector<Needle> needles;
  needles.reserve(parts.size());
  for (const Shape& part : parts) {
    tails.push_back(&part.tail);
    whole.most = std::max(whole.most, part.most);
    whole.endless |= part.endless;
    if (whole.exact && part.exact && whole.exact->size() + part.exact->size() <= kMostTexts) {
      whole.exact->insert(whole.exact->end(), part.exact->begin(), part.exact->end());
    } else {
      whole.exact.reset();
    }
    auto needle = needle_of(part);
    if (whole.needle && needle && whole.needle->literals.size() + needle->literals.size() <= kMostTexts) {
      whole.needle->literals.insert(whole.needle->literals.end(), needle->literals.begin(), needle->literals.end());
      whole.needle->before = std::max(whole.needle->before, needle->before);
      needles.push_back(std::move(*needle));
    } else {
      whole.needle.reset();
    }
  }
  if (whole.exact) {
    make_unique(*whole.exact);
  }
  whole.tail = TailPart::either(tails);
  if (whole.needle) {
    make_unique(whole.needle->literals);
    tails.clear();
    for (const Needle& needle : needles) {
      tails.push_back(&needle.tail);
    }
    whole.needle->tail = TailPart::either(tails);
  }
  return whole;
}

Shape repeated(const Shape& part, std::size_t least, std::optional<std::size_t> most, const ByteSet& loop) {
  Shape whole;
  whole.endless = part.endless;
  if (!most) {
    whole.endless |= loop;
    whole.most = part.most * least;
  } else {
    whole.most = part.most * *most;
  }
  whole.tail = part.tail.repeated(least, most);
  if (least > 0) {
    whole.needle = needle_of(part);
    if (whole.needle && most != 1) {
      whole.needle->tail.cut();  // it may come again
    }
  }
  if (most && part.exact && *most <= kLongestText) {
    std::optional<std::vector<std::string>> texts = std::vector<std::string>{""};
    std::vector<std::string> all;
    for (std::size_t count = 0; texts && count <= *most; ++count) {
      if (count >= least) {
        all.insert(all.end(), texts->begin(), texts->end());
      }
      texts = count < *most ? product(*texts, *part.exact) : texts;
    }
    if (texts && all.size() <= kMostTexts) {
      make_unique(all);
      whole.exact = std::move(all);
    }
  }
  return whole;
}

}  // namespace ropewalk::scan
