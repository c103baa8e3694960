"""Code in many languages, by Notion's names for them."""

from __future__ import annotations

SNIPPETS = {
    "rust": """use std::collections::HashMap;

/// Heights by hour.
#[derive(Debug, Clone)]
pub struct Tide<'a> {
    station: &'a str,
    heights: Vec<f64>,
}

impl<'a> Tide<'a> {
    pub fn highest(&self) -> Option<f64> {
        self.heights.iter().copied().fold(None, |best, height| match best {
            Some(other) if other > height => Some(other),
            _ => Some(height),
        })
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for word in "tide harbour tide".split_whitespace() {
        *counts.entry(word.to_string()).or_insert(0) += 1;
    }
    println!("{:?} {}", counts, 0x1f_u32);
    Ok(())
}
""",
    "go": """package main

import (
	"encoding/json"
	"fmt"
	"net/http"
)

// Tide is one reading.
type Tide struct {
	Station string  `json:"station"`
	Height  float64 `json:"height"`
}

func fetch(station string, days int) ([]Tide, error) {
	response, err := http.Get(fmt.Sprintf("https://example.org/%s?days=%d", station, days))
	if err != nil {
		return nil, fmt.Errorf("no tides: %w", err)
	}
	defer response.Body.Close()
	var tides []Tide
	if err := json.NewDecoder(response.Body).Decode(&tides); err != nil {
		return nil, err
	}
	return tides, nil
}
""",
    "c": r"""#include <stdio.h>
#include <stdlib.h>

#define HOURS 24

/* Height of the tide in metres. */
static double height(const double *parts, size_t count, int hour)
{
    double total = 2.1;
    for (size_t i = 0; i < count; i++) {
        total += parts[i] * 0.5e-3 + hour % 12;
    }
    return total;
}

int main(int argc, char *argv[])
{
    uint32_t mask = 0xffUL;
    if (argc < 2) {
        fprintf(stderr, "usage: %s station\n", argv[0]);
        return EXIT_FAILURE;
    }
    for (int hour = 0; hour < HOURS; ++hour)
        printf("%02d %.2f\n", hour, height(NULL, 0, hour));
    return 0; // done
}
""",
    "typescript": """interface Tide {
  readonly time: Date;
  height: number | null;
}

type Station = "dover" | "leith";

export class Tides<T extends Tide> {
  private rows: T[] = [];
  constructor(private readonly station: Station) {}

  async load(days = 7): Promise<T[]> {
    const response = await fetch(`/tides/${this.station}?days=${days}`);
    if (!response.ok) throw new Error(`No tides: ${response.status}`);
    this.rows = (await response.json()) as T[];
    return this.rows.filter((row) => row.height !== null);
  }
}

export function highest(rows: Tide[]): number {
  // The highest of all.
  return rows.reduce((best, row) => Math.max(best, row.height ?? 0), -Infinity);
}
""",
    "css": """:root {
  --ground: #f5f5f1;
  --ink: light-dark(#202225, #ececea);
}

body {
  margin: 0 auto;
  max-width: 42rem;
  font: 1rem/1.6 "Source Serif", Georgia, serif;
  background: var(--ground);
  color: var(--ink);
}

/* Links in lists */
nav ul > li a:hover,
nav ul > li a[aria-current="page"]::before {
  text-decoration: underline !important;
  transition: color 0.2s ease-in-out;
}

@media (min-width: 60em) and (prefers-reduced-motion: no-preference) {
  .grid { display: grid; grid-template-columns: repeat(3, 1fr); gap: 1.5rem; }
}
""",
    "html": """<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Tides &amp; lamps</title>
    <link rel="stylesheet" href="/style.css">
    <style>body { margin: 0; color: #333 }</style>
    <script>const days = 7; document.title = `${days} days`;</script>
  </head>
  <body class="wide dark">
    <!-- The list -->
    <ul id="tides">
      <li><a href="/tides/dover?days=7" title="Dover">Dover</a></li>
      <li><a href="/tides/leith?days=7" hidden>Leith</a></li>
    </ul>
    <form action="/search" method="get"><input type="text" name="q" required></form>
    <p>Nothing <em>here</em> but fog.</p>
  </body>
</html>
""",
    "json": r"""{
  "station": "Dover",
  "position": {"latitude": 51.1144, "longitude": 1.3233},
  "harmonics": [
    {"name": "M2", "amplitude": 2.26, "phase": -331.5, "period": 12.4206012},
    {"name": "S2", "amplitude": 0.72, "phase": 1.9e1, "period": 12}
  ],
  "active": true,
  "closed": null,
  "note": "Heights above \"chart datum\" \u2014 in metres",
  "tags": ["harbour", "channel", "ferry"],
  "updated": "2026-01-02T03:04:05Z"
}
""",
    "yaml": """# The site
title: Tides
url: https://example.org
notion:
  root: [1f2e3d4c, "5b6a7988"]
  requests_per_minute: 180
build:
  jobs: 2
  drafts: false
  exclude:
    - "*.tmp"
    - name: private
      when: &when 2026-01-02
theme:
  name: 'harbour'
  options: {accent: blue, width: 42.5}
text: |
  Several lines
  of text.
other: *when
""",
    "sql": """-- The highest tide of each station
WITH ranked AS (
  SELECT station, height, measured_at,
         ROW_NUMBER() OVER (PARTITION BY station ORDER BY height DESC) AS place
  FROM tides
  WHERE measured_at >= '2026-01-01' AND height IS NOT NULL
)
SELECT s.name, r.height, COUNT(*) AS readings
FROM ranked r
JOIN stations s ON s.id = r.station
LEFT JOIN notes n ON n.station_id = s.id
WHERE r.place = 1 AND s.active = TRUE
GROUP BY s.name, r.height
HAVING COUNT(*) > 10
ORDER BY r.height DESC
LIMIT 25;

CREATE TABLE stations (id INTEGER PRIMARY KEY, name VARCHAR(80) NOT NULL DEFAULT 'x');
INSERT INTO stations (id, name) VALUES (1, 'Dover'), (2, 'Leith');
""",
    "java": r"""package org.example.tides;

import java.util.List;
import java.util.stream.Collectors;

/** Heights of one station. */
public final class Tides implements Comparable<Tides> {
    private static final int HOURS = 24;
    private final String station;

    public Tides(String station) {
        this.station = station;
    }

    @Override
    public int compareTo(Tides other) {
        return station.compareTo(other.station);
    }

    public List<Double> highest(List<Double> heights) throws IllegalStateException {
        if (heights.isEmpty()) {
            throw new IllegalStateException("no heights: " + station + '\n');
        }
        return heights.stream().filter(h -> h > 2.5f).map(h -> h * 0x10).collect(Collectors.toList());
    }
}
""",
    "ruby": """# Tides
class Tide < Struct.new(:station, :height)
  def to_s = "#{station}: #{height.round(2)} m"
end

text = <<~TEXT
  Heights of #{ARGV.first}
TEXT
puts %w[dover leith].map { |name| Tide.new(name, rand * 5) }.sort_by(&:height), text if /do(ver)?/i =~ 'dover'
""",
    "php": r"""<?php
namespace Tides;

/** Heights. */
final class Tide {
    public function __construct(private string $station, protected ?float $height = null) {}
    public function show(): string { return "{$this->station}: $this->height m\n"; }
}
?>
<p><?= (new Tide('dover', 2.5e1))->show() ?></p>
""",
    "lua": """-- Tides
local tides = { dover = 2.1, ["leith"] = 0x1p4 }
for name, height in pairs(tides) do
  print(string.format("%s: %.2f", name, height), [[raw
text]])
end
""",
    "swift": r"""import Foundation
struct Tide: Codable { let station: String; var height: Double? = nil }
let tides = ["dover", "leith"].map { Tide(station: $0, height: 2.1) }
print("\(tides.count) tides", #line, NSString.self) // done
""",
    "hcl": """resource "aws_s3_bucket" "site" {
  bucket = "tides-${var.stage}"
  tags   = { Name = "site", Count = 3 }
  # Public
  policy = <<EOF
{"Version": "2012-10-17"}
EOF
}
""",
    "sass": """$ink: #202225
=wide($width: 42rem)
  max-width: $width
nav
  +wide
  a:hover // links
    color: darken($ink, 10%)
""",
    "scheme": """(define (height hours) ; metres
  (let loop ((parts '(1 2.5 "x")) (total 0))
    (if (null? parts) total (loop (cdr parts) (+ total (car parts))))))
""",
    "lisp": """(defun height (hours &optional (mean 2.1))
  "Height of the tide."
  (loop for part in *parts* sum (* part hours) into total finally (return (+ mean total))))
""",
    "elixir": '''defmodule Tides do
  @moduledoc """
  Heights of #{__MODULE__}.
  """
  def highest(rows) when is_list(rows), do: rows |> Enum.map(& &1.height) |> Enum.max(fn -> :none end)
  ~r/do(ver)?/i
end
''',
    "makefile": """SOURCES := $(wildcard *.c)
.PHONY: all
all: $(SOURCES:.c=.o) ## Build
	@echo "done $@" && for one in $^; do echo $$one; done
ifeq ($(OS),Windows_NT)
include other.mk
endif
""",
    "objective-c": """#import <Foundation/Foundation.h>
@interface Tide : NSObject
@property (nonatomic, strong) NSString *station;
@end
@implementation Tide
- (void)show:(int)days { NSLog(@"%@ %d", self.station, days); [self show:@(3).intValue]; }
@end
""",
    "arduino": """#include <Servo.h>
const int LAMP = 13;
void setup() { Serial.begin(9600); pinMode(LAMP, OUTPUT); }
void loop() { digitalWrite(LAMP, HIGH); delay(1000); /* once */ }
""",
    "pascal": """program Tides;
uses SysUtils;
var Height: Double = 2.1; { metres }
begin
  if Height > 2 then WriteLn('high: ', FormatFloat('0.00', Height)); // done
end.
""",
    "c++": """#include <vector>
namespace tides {
template <typename T> class Station : public Base {
public:
  explicit Station(std::string name) : name_{std::move(name)} {}
  [[nodiscard]] auto highest() const noexcept -> T { return R"(raw "text")"sv.size() + 1'000u; }
private:
  std::string name_;
};
}
""",
    "c#": r"""using System.Linq;
namespace Tides;
/// <summary>Heights</summary>
public record Tide(string Station, double? Height = null)
{
    public override string ToString() => $"{Station}: {Height:F2} m" + @"c:\x";
#region Other
    private static async Task<int> Load(int days) { await Task.Delay(days); return 0x1F; }
#endregion
}
""",
    "markdown": """# Tides

Heights of *one* **station**, see [here](https://example.org "there") and `code`.

- [x] done
1. > quote

```python
print("high")
```

| a | b |
|---|---|
""",
    "toml": '''[site]
title = "Tides"
date = 2026-01-02T03:04:05Z
tags = ["harbour", 'raw', 1.5e3, true] # all
[[site.pages]]
text = """
Several lines"""
''',
    "xml": """<?xml version="1.0"?>
<!DOCTYPE tides SYSTEM "tides.dtd">
<tides xmlns:x="https://example.org"><x:tide station='dover'>2.1 &lt; 3</x:tide><![CDATA[raw <b>]]><!-- end --></tides>
""",
    "docker": r"""# syntax=docker/dockerfile:1
FROM python:3.13-slim AS build
ENV PATH=/venv/bin:$PATH STAGE="one"
RUN apt-get update && \\
    pip install tides
COPY --from=build /app /app
CMD ["python", "-m", "tides"]
""",
    "kotlin": """package org.example
data class Tide(val station: String, var height: Double? = null)
fun main() {
    val tides = listOf(Tide("dover", 2.1))
    tides.filter { it.height ?: 0.0 > 2 }.forEach { println("${it.station}: $it") } // each
}
""",
    "haskell": r"""{-# LANGUAGE OverloadedStrings #-}
module Tides (highest) where
import qualified Data.Map as Map
-- | The highest.
highest :: Ord b => [(a, b)] -> Maybe a
highest [] = Nothing
highest rows = Just . fst $ foldr1 (\x y -> if snd x > snd y then x else y) rows
""",
    "perl": r"""#!/usr/bin/perl
use strict;
my %tides = (dover => 2.1, leith => 3);
for my $name (sort keys %tides) { print "$name: $tides{$name}\n" if $name =~ m/^do(ver)?$/i; }
print <<"END";
done @ARGV
END
""",
    "powershell": """param([string]$Station = "dover")
$tides = Get-Content "$Station.csv" | Where-Object { $_ -gt 2 } | Sort-Object -Descending
<# Many
lines #>
Write-Host "Highest: $($tides[0])" -ForegroundColor Green
""",
    "latex": r"""\documentclass[a4paper]{article}
\begin{document}
\section{Tides} % heights
Let $h = \sum_i a_i \cos(2\pi t / p_i)$, and \emph{more} \[ x^2 \]
\end{document}
""",
    "graphql": """query Tides($station: ID!, $days: Int = 7) {
  station(id: $station) { name, heights(days: $days) @include(if: true) { ...Height } } # all
}
fragment Height on Tide { time height }
""",
    "nix": """{ pkgs ? import <nixpkgs> {} }:
pkgs.mkShell { buildInputs = with pkgs; [ python3 ]; # all
  shellHook = ''echo ${pkgs.hello} "done"''; }
""",
    "diff": """diff --git a/tides.py b/tides.py
index 1..2 100644
--- a/tides.py
+++ b/tides.py
@@ -1,2 +1,2 @@
 same
-old
+new
""",
}
