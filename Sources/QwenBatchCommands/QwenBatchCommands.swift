internal import ArgumentParser
internal import TOMLKit
